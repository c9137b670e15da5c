"""What is true: documents, travellers, checks, decisions, crossings. Pure, no input or output."""
