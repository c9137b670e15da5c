"""Document readers: bytes of swipe readers and keys of keyboard wedges become DocumentScans."""
