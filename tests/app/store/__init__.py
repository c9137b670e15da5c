"""The store as officers, technicians and thieves meet it: real SQLCipher, real files."""
