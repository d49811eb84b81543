// Generated from manifests/ by `npm run gen`. Do not edit.

/* eslint-disable */
import type { ModelList } from './models.js';

export const modelList: ModelList = {
  "schema_version": "models.v1",
  "as_of": "2025-10-20",
  "default_model": "gpt-4o",
  "providers": [
    {
      "id": "openai",
      "label": "OpenAI",
      "price_list": "https://platform.openai.com/docs/pricing"
    },
    {
      "id": "anthropic",
      "label": "Anthropic",
      "price_list": "https://docs.claude.com/en/docs/about-claude/pricing"
    },
    {
      "id": "deepseek",
      "label": "DeepSeek",
      "price_list": "https://api-docs.deepseek.com/quick_start/pricing"
    },
    {
      "id": "google",
      "label": "Google",
      "price_list": "https://ai.google.dev/gemini-api/docs/pricing"
    }
  ],
  "models": [
    {
      "provider": "openai",
      "id": "gpt-4o",
      "aliases": [
        "gpt-4o-2024-08-06",
        "gpt-4o-2024-11-20"
      ],
      "label": "GPT-4o",
      "input_usd_per_million": "2.50",
      "output_usd_per_million": "10.00",
      "context_window": 128000,
      "max_output_tokens": 16384,
      "capabilities": [
        "json",
        "tools",
        "vision"
      ]
    },
    {
      "provider": "openai",
      "id": "gpt-4o-2024-05-13",
      "label": "GPT-4o (May 2024)",
      "input_usd_per_million": "5.00",
      "output_usd_per_million": "15.00",
      "context_window": 128000,
      "max_output_tokens": 4096,
      "capabilities": [
        "json",
        "tools",
        "vision"
      ]
    },
    {
      "provider": "openai",
      "id": "gpt-4o-mini",
      "aliases": [
        "gpt-4o-mini-2024-07-18"
      ],
      "label": "GPT-4o mini",
      "input_usd_per_million": "0.15",
      "output_usd_per_million": "0.60",
      "context_window": 128000,
      "max_output_tokens": 16384,
      "capabilities": [
        "json",
        "tools",
        "vision"
      ]
    },
    {
      "provider": "openai",
      "id": "gpt-4.1",
      "aliases": [
        "gpt-4.1-2025-04-14"
      ],
      "label": "GPT-4.1",
      "input_usd_per_million": "2.00",
      "output_usd_per_million": "8.00",
      "context_window": 1047576,
      "max_output_tokens": 32768,
      "capabilities": [
        "json",
        "tools",
        "vision"
      ]
    },
    {
      "provider": "openai",
      "id": "gpt-4.1-mini",
      "aliases": [
        "gpt-4.1-mini-2025-04-14"
      ],
      "label": "GPT-4.1 mini",
      "input_usd_per_million": "0.40",
      "output_usd_per_million": "1.60",
      "context_window": 1047576,
      "max_output_tokens": 32768,
      "capabilities": [
        "json",
        "tools",
        "vision"
      ]
    },
    {
      "provider": "openai",
      "id": "gpt-4.1-nano",
      "aliases": [
        "gpt-4.1-nano-2025-04-14"
      ],
      "label": "GPT-4.1 nano",
      "input_usd_per_million": "0.10",
      "output_usd_per_million": "0.40",
      "context_window": 1047576,
      "max_output_tokens": 32768,
      "capabilities": [
        "json",
        "tools",
        "vision"
      ]
    },
    {
      "provider": "openai",
      "id": "gpt-4-turbo",
      "aliases": [
        "gpt-4-turbo-2024-04-09"
      ],
      "label": "GPT-4 Turbo",
      "input_usd_per_million": "10.00",
      "output_usd_per_million": "30.00",
      "context_window": 128000,
      "max_output_tokens": 4096,
      "capabilities": [
        "json",
        "tools",
        "vision"
      ]
    },
    {
      "provider": "openai",
      "id": "gpt-4",
      "aliases": [
        "gpt-4-0613"
      ],
      "label": "GPT-4",
      "input_usd_per_million": "30.00",
      "output_usd_per_million": "60.00",
      "context_window": 8192,
      "max_output_tokens": 8192,
      "capabilities": [
        "tools"
      ]
    },
    {
      "provider": "openai",
      "id": "gpt-5",
      "aliases": [
        "gpt-5-2025-08-07"
      ],
      "label": "GPT-5",
      "input_usd_per_million": "1.25",
      "output_usd_per_million": "10.00",
      "context_window": 400000,
      "max_output_tokens": 128000,
      "capabilities": [
        "json",
        "reasoning",
        "tools",
        "vision"
      ]
    },
    {
      "provider": "openai",
      "id": "gpt-5-mini",
      "aliases": [
        "gpt-5-mini-2025-08-07"
      ],
      "label": "GPT-5 mini",
      "input_usd_per_million": "0.25",
      "output_usd_per_million": "2.00",
      "context_window": 400000,
      "max_output_tokens": 128000,
      "capabilities": [
        "json",
        "reasoning",
        "tools",
        "vision"
      ]
    },
    {
      "provider": "openai",
      "id": "gpt-5-nano",
      "aliases": [
        "gpt-5-nano-2025-08-07"
      ],
      "label": "GPT-5 nano",
      "input_usd_per_million": "0.05",
      "output_usd_per_million": "0.40",
      "context_window": 400000,
      "max_output_tokens": 128000,
      "capabilities": [
        "json",
        "reasoning",
        "tools",
        "vision"
      ]
    },
    {
      "provider": "openai",
      "id": "o3",
      "aliases": [
        "o3-2025-04-16"
      ],
      "label": "o3",
      "input_usd_per_million": "2.00",
      "output_usd_per_million": "8.00",
      "context_window": 200000,
      "max_output_tokens": 100000,
      "capabilities": [
        "json",
        "reasoning",
        "tools",
        "vision"
      ]
    },
    {
      "provider": "openai",
      "id": "o4-mini",
      "aliases": [
        "o4-mini-2025-04-16"
      ],
      "label": "o4-mini",
      "input_usd_per_million": "1.10",
      "output_usd_per_million": "4.40",
      "context_window": 200000,
      "max_output_tokens": 100000,
      "capabilities": [
        "json",
        "reasoning",
        "tools",
        "vision"
      ]
    },
    {
      "provider": "anthropic",
      "id": "claude-opus-4-1",
      "aliases": [
        "claude-opus-4-1-20250805"
      ],
      "label": "Claude Opus 4.1",
      "input_usd_per_million": "15.00",
      "output_usd_per_million": "75.00",
      "context_window": 200000,
      "max_output_tokens": 32000,
      "capabilities": [
        "json",
        "reasoning",
        "tools",
        "vision"
      ]
    },
    {
      "provider": "anthropic",
      "id": "claude-opus-4-0",
      "aliases": [
        "claude-opus-4-20250514"
      ],
      "label": "Claude Opus 4",
      "input_usd_per_million": "15.00",
      "output_usd_per_million": "75.00",
      "context_window": 200000,
      "max_output_tokens": 32000,
      "capabilities": [
        "json",
        "reasoning",
        "tools",
        "vision"
      ]
    },
    {
      "provider": "anthropic",
      "id": "claude-sonnet-4-5",
      "aliases": [
        "claude-sonnet-4-5-20250929"
      ],
      "label": "Claude Sonnet 4.5",
      "input_usd_per_million": "3.00",
      "output_usd_per_million": "15.00",
      "context_window": 200000,
      "max_output_tokens": 64000,
      "capabilities": [
        "json",
        "reasoning",
        "tools",
        "vision"
      ]
    },
    {
      "provider": "anthropic",
      "id": "claude-sonnet-4-0",
      "aliases": [
        "claude-sonnet-4-20250514"
      ],
      "label": "Claude Sonnet 4",
      "input_usd_per_million": "3.00",
      "output_usd_per_million": "15.00",
      "context_window": 200000,
      "max_output_tokens": 64000,
      "capabilities": [
        "json",
        "reasoning",
        "tools",
        "vision"
      ]
    },
    {
      "provider": "anthropic",
      "id": "claude-haiku-4-5",
      "aliases": [
        "claude-haiku-4-5-20251001"
      ],
      "label": "Claude Haiku 4.5",
      "input_usd_per_million": "1.00",
      "output_usd_per_million": "5.00",
      "context_window": 200000,
      "max_output_tokens": 64000,
      "capabilities": [
        "json",
        "reasoning",
        "tools",
        "vision"
      ]
    },
    {
      "provider": "anthropic",
      "id": "claude-3-7-sonnet-latest",
      "aliases": [
        "claude-3-7-sonnet-20250219"
      ],
      "label": "Claude Sonnet 3.7",
      "input_usd_per_million": "3.00",
      "output_usd_per_million": "15.00",
      "context_window": 200000,
      "max_output_tokens": 64000,
      "capabilities": [
        "json",
        "reasoning",
        "tools",
        "vision"
      ]
    },
    {
      "provider": "anthropic",
      "id": "claude-3-5-haiku-latest",
      "aliases": [
        "claude-3-5-haiku-20241022"
      ],
      "label": "Claude Haiku 3.5",
      "input_usd_per_million": "0.80",
      "output_usd_per_million": "4.00",
      "context_window": 200000,
      "max_output_tokens": 8192,
      "capabilities": [
        "json",
        "tools",
        "vision"
      ]
    },
    {
      "provider": "anthropic",
      "id": "claude-3-haiku-20240307",
      "label": "Claude Haiku 3",
      "input_usd_per_million": "0.25",
      "output_usd_per_million": "1.25",
      "context_window": 200000,
      "max_output_tokens": 4096,
      "capabilities": [
        "json",
        "tools",
        "vision"
      ]
    },
    {
      "provider": "google",
      "id": "gemini-2.5-pro",
      "label": "Gemini 2.5 Pro",
      "input_usd_per_million": "2.50",
      "output_usd_per_million": "15.00",
      "context_window": 1048576,
      "max_output_tokens": 65536,
      "capabilities": [
        "json",
        "reasoning",
        "tools",
        "vision"
      ]
    },
    {
      "provider": "google",
      "id": "gemini-2.5-flash",
      "label": "Gemini 2.5 Flash",
      "input_usd_per_million": "1.00",
      "output_usd_per_million": "2.50",
      "context_window": 1048576,
      "max_output_tokens": 65536,
      "capabilities": [
        "json",
        "reasoning",
        "tools",
        "vision"
      ]
    },
    {
      "provider": "google",
      "id": "gemini-2.5-flash-lite",
      "label": "Gemini 2.5 Flash-Lite",
      "input_usd_per_million": "0.30",
      "output_usd_per_million": "0.40",
      "context_window": 1048576,
      "max_output_tokens": 65536,
      "capabilities": [
        "json",
        "reasoning",
        "tools",
        "vision"
      ]
    },
    {
      "provider": "deepseek",
      "id": "deepseek-chat",
      "label": "DeepSeek V3.2",
      "input_usd_per_million": "0.28",
      "output_usd_per_million": "0.42",
      "context_window": 131072,
      "max_output_tokens": 8192,
      "capabilities": [
        "json",
        "tools"
      ]
    },
    {
      "provider": "deepseek",
      "id": "deepseek-reasoner",
      "label": "DeepSeek V3.2 (thinking)",
      "input_usd_per_million": "0.28",
      "output_usd_per_million": "0.42",
      "context_window": 131072,
      "max_output_tokens": 65536,
      "capabilities": [
        "json",
        "reasoning"
      ]
    }
  ]
};
