"""Writes the model of a run's last checkpoint in Hugging Face layout, fp16:  python export.py RUN_FOLDER [OUT_FOLDER]"""
import sys
from pathlib import Path

import torch
from transformers import BertForMaskedLM

import model as M

run = Path(sys.argv[1])
out = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parent / "../builtin"
saved = torch.load(run / "checkpoint.pt", weights_only=True, map_location="cpu")
trained = M.from_minilm([0] * saved["model"]["cls.predictions.bias"].numel())
trained.load_state_dict(saved["model"])
M.export(trained, out)

# fp16 must not change what the model says.
torch.manual_seed(0)
half = BertForMaskedLM.from_pretrained(out).float().eval()
ids = torch.randint(1000, 30000, (64, 12))
with torch.no_grad():
    difference = (trained.eval()(ids).logits.softmax(-1) - half(ids).logits.softmax(-1)).abs().max().item()
print(f"step {saved['step']} written to {out}; largest change of a probability by fp16: {difference:.1e}")
if difference > 5e-3:
    sys.exit("fp16 changes the probabilities too much")
