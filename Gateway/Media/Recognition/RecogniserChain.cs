using Microsoft.Extensions.Logging;
using Telephony.Audio.Sources;

namespace Telephony.Media.Recognition;

/// <summary>Recognisers in order: the first that does not fail is heard. What it did not understand is not tried with the next one. One that throws (no room for its grammar on the disk) has failed: whoever waits for words is told in any case.</summary>
/// <param name="recognisers">One or more.</param>
public sealed class RecogniserChain(IReadOnlyList<IRecogniser> recognisers, ILogger log) : IRecogniser
{
    public string Name => recognisers[0].Name;

    public async Task<RecognitionOutcome> RecogniseAsync(PcmClip utterance, RecognitionTask task, CancellationToken cancel)
    {
        RecognitionOutcome? first = null;
        for (var i = 0; i < recognisers.Count; i++)
        {
            var outcome = await AskAsync(recognisers[i], utterance, task, cancel).ConfigureAwait(false);
            if (outcome is not RecognitionOutcome.Failed failed) return outcome;
            first ??= outcome;
            if (i + 1 < recognisers.Count) log.ListensInstead(recognisers[i].Name, failed.Why, recognisers[i + 1].Name);
        }
        return first ?? new RecognitionOutcome.Failed("No recogniser is configured.");
    }

    private async Task<RecognitionOutcome> AskAsync(IRecogniser recogniser, PcmClip utterance, RecognitionTask task, CancellationToken cancel)
    {
        try
        {
            return await recogniser.RecogniseAsync(utterance, task, cancel).ConfigureAwait(false);
        }
        catch (Exception bug) when (!cancel.IsCancellationRequested)
        {
            log.RecogniserThrew(bug, recogniser.Name);
            return new RecognitionOutcome.Failed($"{recogniser.Name} broke; the gateway's log says more.");
        }
    }
}
