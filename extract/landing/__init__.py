"""Documents read in processes of their own, and their rows landed as printed."""
