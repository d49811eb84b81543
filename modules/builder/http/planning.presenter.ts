import type { ReviewedSketch } from '../builder.service.js';
import type { Preview } from '../usecases/preview-code.js';
import { presentReview } from './partials.presenter.js';
import type { PreviewResponse, SketchedResponse } from './planning.dto.js';

export function presentSketch({ sketch: { id, document }, review }: ReviewedSketch): SketchedResponse {
  const named = id === undefined ? {} : { blueprint_id: id };
  return { blueprint: { ...named, ...presentReview(document.metadata, review) } };
}

export function presentPreview({ success, output, error, logs }: Preview): PreviewResponse {
  return { success, output, error: error ?? null, logs: [...logs] };
}
