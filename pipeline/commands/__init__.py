"""The commands of ``madoguchi``, by what they are for. They print; the steps do not."""
