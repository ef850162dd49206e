using Telephony.Automation.Connections;

namespace Telephony.Automation.Media;

/// <summary>Gets the sounds of an operation ready, off the loop, and comes back to it. Call loop only.</summary>
internal sealed class PromptFetch(Conversation conversation)
{
    private bool _cancelled;

    /// <param name="onReady">On the loop.</param>
    /// <param name="onFailed">On the loop: which of them, and why.</param>
    public void Begin(IReadOnlyList<PromptSource> sources, Action<IReadOnlyList<ReadOnlyMemory<short>>> onReady, Action<int, PromptOutcome.Failed> onFailed)
    {
        if (sources.Count == 0)
        {
            onReady([]);
            return;
        }
        _ = conversation.Desk.Track(GetAsync(sources, onReady, onFailed));
    }

    /// <summary>Nothing is told any more; what is being fetched may be wanted by others, and has limits of its own.</summary>
    public void Cancel() => _cancelled = true;

    private async Task GetAsync(IReadOnlyList<PromptSource> sources, Action<IReadOnlyList<ReadOnlyMemory<short>>> onReady, Action<int, PromptOutcome.Failed> onFailed)
    {
        var ready = new ReadOnlyMemory<short>[sources.Count];
        for (var i = 0; i < sources.Count; i++)
        {
            PromptOutcome outcome;
            try
            {
                outcome = await conversation.Desk.Prompts.GetAsync(sources[i], conversation.Resource, conversation.Desk.Stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception bug)
            {
                conversation.Desk.Logger.PromptThrew(bug, conversation.ServerCallId);
                outcome = new PromptOutcome.Failed(PromptFault.NotFetched, "The gateway failed on it; its log says more.");
            }
            if (outcome is PromptOutcome.Failed failed)
            {
                var place = i;
                OnLoop(() => onFailed(place, failed));
                return;
            }
            ready[i] = ((PromptOutcome.Ready)outcome).Samples;
        }
        OnLoop(() => onReady(ready));
    }

    private void OnLoop(Action work) => conversation.Desk.Loop.Post(
        static state =>
        {
            var (fetch, then) = ((PromptFetch, Action))state!;
            if (!fetch._cancelled) then();
        },
        (this, work));
}
