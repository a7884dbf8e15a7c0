"""What is known of the world that people write down: places and people, and how they are spelt."""
