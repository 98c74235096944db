"""Writes the model of a run's last checkpoint in Hugging Face layout: fp16, its matrices rounded to a grid that a compact file holds exactly.

    python export.py RUN_FOLDER [OUT_FOLDER] [--untrained]
"""
import argparse
import sys
from pathlib import Path

import numpy as np
import torch
from transformers import BertForMaskedLM

import data as D
import model as M

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("run", type=Path)
p.add_argument("out", type=Path, nargs="?", default=Path(__file__).parent / "../builtin")
p.add_argument("--untrained", action="store_true", help="the pretrained encoder with the head that training starts from, to compare with")
options = p.parse_args()

if options.untrained:
    ids = np.load(options.run / "text.npz")["ids"]
    step, model = 0, M.from_minilm(np.bincount(ids, minlength=D.Words(M.minilm_folder()).size))
else:
    saved = torch.load(options.run / "checkpoint.pt", weights_only=True, map_location="cpu")
    step, model = saved["step"], M.from_minilm([0] * saved["model"]["cls.predictions.bias"].numel())
    model.load_state_dict(saved["model"])
M.export(model, options.out)

# fp16 must hold the grid exactly, and the rounding must not change what the model says.
half = BertForMaskedLM.from_pretrained(options.out).float().eval()
exact = all(torch.equal(half.state_dict()[name], M.on_grid(w) if w.dim() == 2 else w.half().float()) for name, w in model.state_dict().items())
torch.manual_seed(0)
ids = torch.randint(1000, 30000, (64, 12))
with torch.no_grad():
    difference = (model.eval()(ids).logits.softmax(-1) - half(ids).logits.softmax(-1)).abs().max().item()
print(f"step {step} written to {options.out}; largest change of a probability by rounding: {difference:.1e}")
if not exact:
    sys.exit("fp16 does not hold the grid exactly")
if difference > 0.1:
    sys.exit("rounding changes the probabilities too much")
