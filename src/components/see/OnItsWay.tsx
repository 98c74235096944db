/** Beside what is shown before the model is there: where it comes from, how far the model is, and what will be possible then. */
import { useApp } from '../store';
import { bytes } from '../../figures/format';
import { Progress } from '../ui/Progress';

export function OnItsWay() {
  const model = useApp((state) => state.model);
  if (model.stage !== 'loading') return null;
  const { progress } = model;
  const isDownload = progress?.stage === 'download' && progress.total !== undefined;
  return (
    <div className="on-its-way">
      <p className="quiet">
        Computed beforehand by this very model.{' '}
        {isDownload ? (
          <>
            It is on its way, <span className="number">{bytes(progress.loaded ?? 0)}</span> of{' '}
            <span className="number">{bytes(progress.total)}</span>
          </>
        ) : (
          'It is starting'
        )}
        ; then you can change neurons.
      </p>
      <Progress label="The model" fraction={isDownload ? progress.fraction : null} />
    </div>
  );
}
