"""What can happen to requests, answers and disclosures, one function for each; each sees as the person who does it."""
