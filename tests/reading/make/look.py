"""python look.py OUT.png FILE:PAGE ...  renders pages side by side, to check by eye."""
import sys

import pypdfium2
from PIL import Image

ims = []
for a in sys.argv[2:]:
    f, _, p = a.rpartition(":")
    doc = pypdfium2.PdfDocument(f)
    doc.init_forms()
    ims.append(doc[int(p) - 1].render(scale=1.05).to_pil())
w = sum(i.width for i in ims)
out = Image.new("RGB", (w, max(i.height for i in ims)), "grey")
x = 0
for i in ims:
    out.paste(i, (x, 0))
    x += i.width
out.save(sys.argv[1])
