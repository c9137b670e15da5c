"""A passport's chip that is not there but answers every APDU as a real one, faults included."""
