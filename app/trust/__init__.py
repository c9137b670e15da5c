"""Proves documents: were the chip's files signed by the issuing state, and is this chip the original?"""
