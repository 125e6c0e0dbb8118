"""What saves the reading state from damage and loss: opening, the journal, copies put back."""
