"""The state that the log of events makes: papers, what is set on them, lists, saved views."""
