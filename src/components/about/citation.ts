/** How Engram and the paper are cited. CITATION.cff says the same; a test holds the two together. */

export interface Citation {
  readonly kind: 'software' | 'inproceedings';
  readonly key: string;
  /** In BibTeX's order; what has to keep its capitals stands in braces. */
  readonly fields: Readonly<Record<string, string>>;
}

export const ENGRAM_CITATION: Citation = {
  kind: 'software',
  key: 'engram',
  fields: {
    title: '{Engram}: a {BERT} opened up in the browser',
    author: '{Engram contributors}',
    version: '0.1.0',
    year: '2026',
  },
};

export const PAPER_CITATION: Citation = {
  kind: 'inproceedings',
  key: 'dai-etal-2022-knowledge',
  fields: {
    title: 'Knowledge Neurons in Pretrained Transformers',
    author: 'Dai, Damai and Dong, Li and Hao, Yaru and Sui, Zhifang and Chang, Baobao and Wei, Furu',
    booktitle:
      'Proceedings of the 60th Annual Meeting of the Association for Computational Linguistics (Volume 1: Long Papers)',
    year: '2022',
    pages: '8493--8502',
    publisher: 'Association for Computational Linguistics',
    doi: '10.18653/v1/2022.acl-long.581',
    url: 'https://arxiv.org/abs/2104.08696',
  },
};

/** An entry of a BibTeX file. */
export function bibtexOf({ kind, key, fields }: Citation): string {
  const lines = Object.entries(fields).map(([name, value]) => `  ${name} = {${value}},`);
  return [`@${kind}{${key},`, ...lines, '}'].join('\n');
}

export interface CitedPaper {
  readonly authors: string;
  readonly title: string;
  readonly where: string;
  readonly address: string;
  /** What the page takes from it. */
  readonly gives: string;
}

/** What the page's methods and its doubts come from. */
export const PAPERS: readonly CitedPaper[] = [
  {
    authors: 'Dai et al.',
    title: 'Knowledge Neurons in Pretrained Transformers',
    where: 'ACL 2022',
    address: 'https://aclanthology.org/2022.acl-long.581/',
    gives: 'the experiments',
  },
  {
    authors: 'Sundararajan et al.',
    title: 'Axiomatic Attribution for Deep Networks',
    where: 'ICML 2017',
    address: 'https://arxiv.org/abs/1703.01365',
    gives: 'integrated gradients, completeness',
  },
  {
    authors: 'Geva et al.',
    title: 'Transformer Feed-Forward Layers Are Key-Value Memories',
    where: 'EMNLP 2021',
    address: 'https://aclanthology.org/2021.emnlp-main.446/',
    gives: 'keys and value vectors',
  },
  {
    authors: 'Geva et al.',
    title: 'Transformer Feed-Forward Layers Build Predictions by Promoting Concepts in the Vocabulary Space',
    where: 'EMNLP 2022',
    address: 'https://aclanthology.org/2022.emnlp-main.3/',
    gives: 'what a neuron says',
  },
  {
    authors: 'Hao et al.',
    title: 'Self-Attention Attribution: Interpreting Information Interactions Inside Transformer',
    where: 'AAAI 2021',
    address: 'https://doi.org/10.1609/aaai.v35i14.17533',
    gives: 'attention attribution',
  },
  {
    authors: 'Meng et al.',
    title: 'Locating and Editing Factual Associations in GPT',
    where: 'NeurIPS 2022',
    address: 'https://arxiv.org/abs/2202.05262',
    gives: 'efficacy, generalisation, specificity',
  },
  {
    authors: 'Hase et al.',
    title:
      'Does Localization Inform Editing? Surprising Differences in Causality-Based Localization vs. Knowledge Editing in Language Models',
    where: 'NeurIPS 2023',
    address: 'https://arxiv.org/abs/2301.04213',
    gives: 'a doubt',
  },
  {
    authors: 'Niu et al.',
    title: 'What does the Knowledge Neuron Thesis Have to do with Knowledge?',
    where: 'ICLR 2024',
    address: 'https://arxiv.org/abs/2405.02421',
    gives: 'a doubt',
  },
];
