using Microsoft.Extensions.Logging;
using Telephony.Audio.Sources;

namespace Telephony.Media.Recognition;

/// <summary>Recognisers in order: the first that does not fail is heard. What it did not understand is not tried with the next one.</summary>
/// <param name="recognisers">One or more.</param>
public sealed class RecogniserChain(IReadOnlyList<IRecogniser> recognisers, ILogger log) : IRecogniser
{
    public string Name => recognisers[0].Name;

    public async Task<RecognitionOutcome> RecogniseAsync(PcmClip utterance, RecognitionTask task, CancellationToken cancel)
    {
        RecognitionOutcome? first = null;
        for (var i = 0; i < recognisers.Count; i++)
        {
            var outcome = await recognisers[i].RecogniseAsync(utterance, task, cancel).ConfigureAwait(false);
            if (outcome is not RecognitionOutcome.Failed failed) return outcome;
            first ??= outcome;
            if (i + 1 < recognisers.Count) log.ListensInstead(recognisers[i].Name, failed.Why, recognisers[i + 1].Name);
        }
        return first ?? new RecognitionOutcome.Failed("No recogniser is configured.");
    }
}
