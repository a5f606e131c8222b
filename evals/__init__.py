"""Measuring Footnote: predictions of `footnote eval` against gold rows. The product never imports this."""
