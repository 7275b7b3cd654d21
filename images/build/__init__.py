"""Build or pull the product's images: `python -m images.build [all|common|ollama|hub|…]`."""
