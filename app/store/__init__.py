"""What is remembered: the encrypted store, its keys, the audit chain and the outbox."""
