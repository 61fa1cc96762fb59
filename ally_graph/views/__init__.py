"""What a page, chart or file may show of an analysis, made through the gate; and the answer in one sentence."""
