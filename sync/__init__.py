"""What is carried: batches to HQ and published things back."""
