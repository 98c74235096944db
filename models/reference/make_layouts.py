"""Tiny random checkpoints in every layout that Engram opens, and what PyTorch computes with them.

    python models/reference/make_layouts.py        (torch, transformers, numpy, sentencepiece, protobuf; some seconds;
                                                    made with torch 2.13 and transformers 5.23)

Every folder of `layouts/` holds a model as it is found in the wild: BERTs whose files differ in names, types, tokenizer
files or number, and BERT's close relatives. `golden.json` lists the cases (prompt, ids, mask index, target, edits as
documents) and the ids of texts that are hard to split; `golden.safetensors` holds, computed in float64:

    caseN.logits [V] at the mask                     caseN.ig_left20 [L, F]  20 points alpha = 0/20 .. 19/20
    caseN.edit.NAME [V]  logits with the edits on    caseN.ig_expected [L]   P(a) - P(0), layer by layer

`big-vocabulary` leaves out the word embeddings and the output bias, which are too large to keep and which `filler` gives;
of its logits only every 997th is there, and the logarithm of the sum of all their exponentials.
"""

import copy
import json
import math
import shutil
import tempfile
from pathlib import Path

import numpy as np
import torch
from make_reference import Bert, HARD_TEXTS, HERE, WORDS, attribution, probability_without, vocabulary
from safetensors.torch import save_file
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (AlbertConfig, AlbertForMaskedLM, BertConfig, BertForMaskedLM, BertTokenizer, DistilBertConfig,
                          DistilBertForMaskedLM, ElectraConfig, ElectraForMaskedLM, RobertaConfig, RobertaForMaskedLM,
                          XLMRobertaConfig, XLMRobertaForMaskedLM)

LAYOUTS = HERE / "layouts"
PROMPTS = [("The capital of Norway is [MASK].", "Oslo"), ("[MASK] sings near the old bridge!", "Anna"),
           ("In winter the young painter (a sailor) writes to [MASK]-land by the river.", "Tom")]
MORE_TEXTS = ["a\u200db\u200cc [MASK]", "\u00df\u0301\u0302 caf\u0065\u0301 [MASK]", "e\u0301\u0302x [MASK]",
              "\u00bd\u2026 [MASK]  two  spaces"]
BIG = 120_000
EVERY = 997


# Tokenizers -----------------------------------------------------------------------------------------------------------


def corpus():
    sentences = [prompt.replace("[MASK]", word) for prompt, word in PROMPTS]
    pairs = [f"{a} {b}" for a, b in zip(WORDS, WORDS[1:])]
    return sentences * 20 + pairs * 3 + ["Caf\u00e9 na\u00efve \u6c34\u706b"] * 5


def wordpiece(folder, lowercase, files):
    vocab = vocabulary(lowercase)
    tokenizer = BertTokenizer({token: i for i, token in enumerate(vocab)}, do_lower_case=lowercase)
    if "vocab.txt" in files:
        (folder / "vocab.txt").write_text("\n".join(vocab) + "\n", encoding="utf-8")
    if "tokenizer.json" in files:
        tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    if "tokenizer_config.json" in files:
        (folder / "tokenizer_config.json").write_text(json.dumps({"do_lower_case": lowercase}) + "\n")
    return tokenizer.backend_tokenizer


def byte_level_bpe(folder):
    """RoBERTa's: <s> <pad> </s> <unk> first and <mask> last, the space in front of <mask> being part of it."""
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=len(special) + len(alphabet) + 90, special_tokens=special, initial_alphabet=alphabet,
                                  show_progress=False)
    tokenizer.train_from_iterator(corpus(), trainer)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return with_mask(tokenizer, "<mask>", folder)


def unigram(folder, special, mask, normalizer, first, last):
    """XLM-R's and ALBERT's: SentencePiece's unigram model, a space written as U+2581. Its trainer gives other scores every time."""
    words = list(dict.fromkeys(word.lower() if mask == "[MASK]" else word for word in WORDS))
    letters = list("abcdefghijklmnopqrstuvwxyz.,!?'-()\u00e9\u6c34\u706b") + ([] if mask == "[MASK]" else list("ABCINLOPT"))
    pieces = [(f"\u2581{word}", -4) for word in words] + [("\u2581", -5)]
    pieces += [(piece, -6) for piece in ["s", "ed", "ing", "er", "land", "light"]] + [(letter, -9) for letter in letters]
    scored = [(token, 0.0) for token in special]
    scored += [(piece, score - i / 100) for i, (piece, score) in enumerate(pieces) if piece not in dict(pieces[:i])]
    tokenizer = Tokenizer(models.Unigram(scored, unk_id=special.index("<unk>")))
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    ids = [(token, tokenizer.token_to_id(token)) for token in (first, last)]
    single = f"{first}:0 $A:0 {last}:0"
    tokenizer.post_processor = processors.TemplateProcessing(single=single, pair=f"{single} $B:1 {last}:1", special_tokens=ids)
    tokenizer.decoder = decoders.Metaspace()
    return with_mask(tokenizer, mask, folder)


def with_mask(tokenizer, mask, folder):
    tokenizer.add_special_tokens([AddedToken(mask, lstrip=True, special=True, normalized=False)])
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {"mask_token": {"content": mask, "lstrip": True, "__type": "AddedToken"}}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings) + "\n")
    return tokenizer


def charsmap():
    """A SentencePiece normalizer of some rules of NFKC; the joiners, which NFKC keeps too, are left alone."""
    import sentencepiece
    from sentencepiece.sentencepiece_model_pb2 import ModelProto

    rules = {"\ufb01": "fi", "\u200b": " ", "\u00ad": "", "\u3000": " ", "\u00a0": " ", "\t": " ", "\n": " ", "\u2028": " ", "\u2029": " ",
             "\u212b": "\u00c5", "\uff21": "A", "e\u0301": "\u00e9", "\u00df\u0301": "ss", "\u00bd": "1/2", "\u2026": "..."}
    codes = lambda text: " ".join(f"{ord(c):X}" for c in text)
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        (scratch / "rules.tsv").write_text("".join(f"{codes(a)}\t{codes(b)}\n" for a, b in rules.items()))
        (scratch / "text").write_text("a b c d e f g\n" * 20)
        sentencepiece.SentencePieceTrainer.train(input=scratch / "text", model_prefix=scratch / "m", vocab_size=20, hard_vocab_limit=False,
                                                 normalization_rule_tsv=scratch / "rules.tsv", minloglevel=2)
        proto = ModelProto()
        proto.ParseFromString((scratch / "m.model").read_bytes())
    return proto.normalizer_spec.precompiled_charsmap


def xlm_roberta_tokenizer(folder):
    normalizer = normalizers.Sequence([normalizers.Precompiled(charsmap()), normalizers.Replace(Regex(" {2,}"), " ")])
    return unigram(folder, ["<s>", "<pad>", "</s>", "<unk>"], "<mask>", normalizer, "<s>", "</s>")


def albert_tokenizer(folder):
    parts = [normalizers.Replace("``", '"'), normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase()]
    return unigram(folder, ["<pad>", "<unk>", "[CLS]", "[SEP]"], "[MASK]", normalizers.Sequence(parts), "[CLS]", "[SEP]")


# Models ---------------------------------------------------------------------------------------------------------------


def randomise(model, seed):
    generator = torch.Generator().manual_seed(seed)
    norms = {f"{name}.weight" for name, module in model.named_modules() if isinstance(module, torch.nn.LayerNorm)}
    with torch.no_grad():
        for name, p in model.named_parameters():
            noise = torch.randn(p.shape, generator=generator)
            if name in norms:
                p.copy_(1 + 0.3 * noise)
            elif p.dim() == 1:
                p.copy_(0.2 * noise)
            elif "embeddings." in name:
                p.copy_(0.6 * noise)
            else:
                p.copy_(noise * 1.4 / math.sqrt(p.shape[1]))
    return model.eval()


class Net(Bert):
    """A model of any of the families in float64, with a hook at every layer's neurons and a view of its value vectors."""

    def __init__(self, model):
        self.model = copy.deepcopy(model).double()
        self.base = self.model.base_model
        self.sites = [(site[0], site[1]) for site in self._sites()]
        self.layers = [value for _, value in self.sites]
        self._watch([neurons for neurons, _ in self.sites])

    def _sites(self):
        """By layer: the module that gives the neurons' activations, and the Linear whose columns are their value vectors."""
        kind = self.model.config.model_type
        if kind == "distilbert":
            return [(layer.ffn.activation, layer.ffn.lin2) for layer in self.base.transformer.layer]
        if kind == "albert":
            encoder, config = self.base.encoder, self.model.config
            share = config.num_hidden_layers / config.num_hidden_groups
            groups = [copy.deepcopy(encoder.albert_layer_groups[int(i / share)]) for i in range(config.num_hidden_layers)]
            encoder.albert_layer_groups = torch.nn.ModuleList(groups)
            config.num_hidden_groups = config.num_hidden_layers
            return [(group.albert_layers[0].activation, group.albert_layers[0].ffn_output) for group in groups]
        return [(layer.intermediate, layer.output.dense) for layer in self.base.encoder.layer]

    def direction(self, token):
        """A token's embedding in the residual stream: through the projection where there is one, without its bias."""
        embedding = self.base.embeddings.word_embeddings.weight[token]
        if self.model.config.model_type == "electra":
            return self.base.embeddings_project.weight @ embedding
        if self.model.config.model_type == "albert":
            return self.base.encoder.embedding_hidden_mapping_in.weight @ embedding
        return embedding

    def edited(self, ids, p, document):
        def act(index, a):
            a = a.clone()
            for edit in document["neurons"]:
                if edit["layer"] == index:
                    rows = slice(None) if edit["at"] == "all" else p
                    a[:, rows, edit["neuron"]] = a[:, rows, edit["neuron"]] * edit["gain"] if "gain" in edit else edit["value"]
            return a

        saved = []
        with torch.no_grad():
            for edit in document["values"]:
                matrix = self.layers[edit["layer"]].weight
                before = matrix[:, edit["neuron"]].clone()
                saved.append((matrix, edit["neuron"], before))
                vector = before.clone()
                for op in edit["ops"]:
                    if op.get("erase"):
                        vector = torch.zeros_like(vector)
                    else:
                        row = self.direction(op["add"]["tokenId"])
                        vector = vector + op["add"]["lambda"] * before.norm() / row.norm() * row
                matrix[:, edit["neuron"]] = vector
            logits = self.run(ids, act).logits[0, p].clone()
            for matrix, neuron, before in saved:
                matrix[:, neuron] = before
        return logits


def documents(strongest, target, other):
    at = lambda k: dict(layer=strongest[k][0], neuron=strongest[k][1])
    none = dict(version=1, neurons=[], values=[])
    add = lambda token, factor: {"add": {"tokenId": token, "lambda": factor}}
    return {
        "gains": {**none, "neurons": [{**at(0), "gain": 0, "at": "mask"}, {**at(1), "gain": -1.5, "at": "all"},
                                      {**at(2), "value": 2.5, "at": "all"}]},
        "values": {**none, "values": [{**at(0), "ops": [add(target, -1), add(other, 8)]}, {**at(3), "ops": [{"erase": True}]}]},
    }


# Layouts --------------------------------------------------------------------------------------------------------------

SIZES = dict(hidden_size=12, num_hidden_layers=2, num_attention_heads=2, intermediate_size=20, max_position_embeddings=48)


def bert(vocab_size, seed, **other):
    config = BertConfig(vocab_size=vocab_size, layer_norm_eps=1e-6, **{**SIZES, **other})
    return randomise(BertForMaskedLM(config), seed)


def state(model, dtype=torch.float32):
    """What save_pretrained would write: tied tensors once."""
    tied = set(getattr(model, "_tied_weights_keys", None) or {}) if model.config.tie_word_embeddings else set()
    return {name: p.detach().clone().to(dtype).contiguous() for name, p in model.state_dict().items() if name not in tied}


def old_names(tensors):
    """As converted from TensorFlow years ago: gamma and beta, buffers, the other pre-training head, tied tensors twice."""
    renamed = {}
    for name, tensor in tensors.items():
        if "LayerNorm" in name:
            name = name.replace("weight", "gamma").replace("bias", "beta")
        renamed[name] = tensor
    D = SIZES["hidden_size"]
    renamed["bert.embeddings.position_ids"] = torch.arange(SIZES["max_position_embeddings"]).unsqueeze(0)
    renamed["bert.pooler.dense.weight"] = torch.zeros(D, D)
    renamed["cls.seq_relationship.weight"] = torch.zeros(2, D)
    renamed["cls.predictions.decoder.weight"] = tensors["bert.embeddings.word_embeddings.weight"].clone()
    renamed["cls.predictions.decoder.bias"] = tensors["cls.predictions.bias"].clone()
    return renamed


def without_prefix(tensors):
    return {name.removeprefix("bert."): tensor for name, tensor in tensors.items()}


def in_shards(folder, tensors, count):
    names = list(tensors)
    weight_map = {}
    for k in range(count):
        file = f"model-{k + 1:05}-of-{count:05}.safetensors"
        part = names[k::count]
        save_file({name: tensors[name] for name in part}, folder / file, metadata={"format": "pt"})
        weight_map |= {name: file for name in part}
    total = sum(t.numel() * t.element_size() for t in tensors.values())
    (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {"total_size": total}, "weight_map": weight_map}) + "\n")


def rounded(model, dtype):
    """The model that the file of this type holds."""
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(p.to(dtype).to(torch.float32))
    return model


def filler(count):
    """Numbers from -0.5 to 0.5 that any language makes alike: integers below 2^53 throughout, float32 at the end."""
    n = np.arange(count, dtype=np.int64)
    return torch.from_numpy((((n * 1_103_515_245 + 12_345) % 2**31) / 2**31 - 0.5).astype(np.float32))


def golden(folder, model, tokenizer, mask, full, prompts=PROMPTS, sample=None):
    net = Net(model)
    cases, tensors = [], {}
    for n, (prompt, word) in enumerate(prompts):
        ids = tokenizer.encode(prompt.replace("[MASK]", mask)).ids
        p = ids.index(tokenizer.token_to_id(mask))
        names = [word, f"\u0120{word}", f"\u2581{word}", word.lower(), f"\u2581{word.lower()}"]
        target = next((t for t in map(tokenizer.token_to_id, names) if t is not None), 9)
        batch = torch.tensor([ids])
        with torch.no_grad():
            logits = net.run(batch).logits[0, p]
        case = {"prompt": prompt, "ids": ids, "maskIndex": p, "targetId": target}
        if sample:
            case["logSumExp"] = logits.logsumexp(-1).item()
            logits = logits[::sample]
        out = {"logits": logits}
        if full:
            activations = torch.stack([net.seen[layer][0, p] for layer in range(len(net.layers))])
            out["ig_left20"] = attribution(net, batch, p, target, activations, [j / 20 for j in range(20)], [1 / 20] * 20)
            probability = logits.softmax(-1)[target].item()
            without = [probability_without(net, batch, p, target, layer) for layer in range(len(net.layers))]
            out["ig_expected"] = probability - torch.tensor(without)
            order = out["ig_left20"].flatten().abs().argsort(descending=True)[:4].tolist()
            strongest = [[i // activations.shape[1], i % activations.shape[1]] for i in order]
            case["documents"] = documents(strongest, target, 5 + (target + 40) % (logits.shape[0] - 5))
            out |= {f"edit.{name}": net.edited(batch, p, document) for name, document in case["documents"].items()}
        tensors |= {f"case{n}.{key}": value.detach().float().contiguous() for key, value in out.items()}
        cases.append(case)
    save_file(tensors, folder / "golden.safetensors")
    hard = {text: tokenizer.encode(text.replace("[MASK]", mask)).ids for text in HARD_TEXTS + MORE_TEXTS} if full else {}
    (folder / "golden.json").write_text(json.dumps({"cases": cases, "hardTexts": hard}, ensure_ascii=False) + "\n", encoding="utf-8")


def write(name, model, tokenizer, mask="[MASK]", tensors=None, config=None, shards=1, full=False, **options):
    folder = LAYOUTS / name
    tensors = tensors or state(model)
    if shards > 1:
        in_shards(folder, tensors, shards)
    else:
        save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    written = {"architectures": [type(model).__name__], **model.config.to_diff_dict(), **(config or {})}
    (folder / "config.json").write_text(json.dumps(written, indent=1) + "\n")
    golden(folder, model, tokenizer, mask, full, **options)
    print(f"{name}: {sum(file.stat().st_size for file in folder.iterdir()) // 1000} kB")


def fresh(name):
    folder = LAYOUTS / name
    folder.mkdir(parents=True)
    return folder


def make_berts():
    all_files = ["vocab.txt", "tokenizer.json", "tokenizer_config.json"]
    cases = {
        "old-names": (False, ["vocab.txt"], old_names, {}),
        "no-prefix": (False, ["tokenizer.json"], without_prefix, {}),
        "untied": (False, ["vocab.txt"], None, {"tie_word_embeddings": False}),
        "uncased": (True, ["vocab.txt", "tokenizer_config.json"], None, {"hidden_act": "gelu_new"}),
    }
    for seed, (name, (lowercase, files, rename, other)) in enumerate(cases.items(), 20):
        tokenizer = wordpiece(fresh(name), lowercase, files)
        model = bert(tokenizer.get_vocab_size(), seed, **other)
        write(name, model, tokenizer, tensors=rename and rename(state(model)))
    for seed, (name, dtype) in enumerate({"float16": torch.float16, "bfloat16": torch.bfloat16}.items(), 30):
        tokenizer = wordpiece(fresh(name), False, all_files)
        model = rounded(bert(tokenizer.get_vocab_size(), seed), dtype)
        write(name, model, tokenizer, tensors=state(model, dtype))
    tokenizer = wordpiece(fresh("sharded"), False, all_files)
    write("sharded", bert(tokenizer.get_vocab_size(), 40), tokenizer, shards=3)


def make_big():
    folder = fresh("big-vocabulary")
    tokenizer = BertTokenizer({token: i for i, token in enumerate(vocabulary(False))}, do_lower_case=False).backend_tokenizer
    wordpiece(folder, False, ["vocab.txt"])
    model = bert(BIG, 50)
    D = SIZES["hidden_size"]
    with torch.no_grad():
        model.bert.embeddings.word_embeddings.weight.copy_(filler(BIG * D).reshape(BIG, D))
        model.cls.predictions.bias.copy_(filler(BIG))
    kept = {name: tensor for name, tensor in state(model).items() if tensor.shape[0] != BIG}
    write("big-vocabulary", model, tokenizer, tensors=kept, sample=EVERY)


def make_relatives():
    roberta = byte_level_bpe(fresh("roberta"))
    common = {**SIZES, "layer_norm_eps": 1e-5, "type_vocab_size": 1, "pad_token_id": 1, "bos_token_id": 0, "eos_token_id": 2}
    model = RobertaForMaskedLM(RobertaConfig(vocab_size=roberta.get_vocab_size(), hidden_act="gelu_new", **common))
    write("roberta", randomise(model, 60), roberta, "<mask>", full=True)

    xlm = xlm_roberta_tokenizer(fresh("xlm-roberta"))
    model = XLMRobertaForMaskedLM(XLMRobertaConfig(vocab_size=xlm.get_vocab_size(), **common))
    write("xlm-roberta", randomise(model, 61), xlm, "<mask>", full=True)

    distil = wordpiece(fresh("distilbert"), True, ["vocab.txt", "tokenizer_config.json"])
    config = DistilBertConfig(vocab_size=distil.get_vocab_size(), dim=12, n_layers=2, n_heads=2, hidden_dim=20, max_position_embeddings=48)
    write("distilbert", randomise(DistilBertForMaskedLM(config), 62), distil, full=True)

    electra = wordpiece(fresh("electra"), True, ["vocab.txt", "tokenizer_config.json"])
    config = ElectraConfig(vocab_size=electra.get_vocab_size(), embedding_size=8, hidden_act="gelu_new", **SIZES)
    write("electra", randomise(ElectraForMaskedLM(config), 63), electra, full=True)

    albert = albert_tokenizer(fresh("albert"))
    config = AlbertConfig(vocab_size=albert.get_vocab_size(), embedding_size=8, num_hidden_groups=2, **{**SIZES, "num_hidden_layers": 4})
    write("albert", randomise(AlbertForMaskedLM(config), 64), albert, full=True)


if __name__ == "__main__":
    shutil.rmtree(LAYOUTS, ignore_errors=True)
    make_berts()
    make_big()
    make_relatives()
