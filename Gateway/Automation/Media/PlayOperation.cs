using Telephony.Automation.Connections;
using Telephony.Automation.Rooms;

namespace Telephony.Automation.Media;

/// <summary>Plays to one party, to some, or to all that are there when it begins. Over when the last of them has heard it all. Call loop only.</summary>
/// <param name="to">Null: all.</param>
internal sealed class PlayOperation(CallConnection by, OperationTerms terms, IReadOnlyList<PromptSource> sources, IReadOnlyList<Participant>? to, bool loops) : MediaOperation(by, terms)
{
    private readonly Dictionary<Participant, Playback> _playing = [];
    private PromptFetch? _fetch;

    protected override string CancelledEvent => EventTypes.PlayCanceled;

    public override void Start()
    {
        _fetch = new PromptFetch(Conversation);
        _fetch.Begin(sources, OnReady, OnFailed);
    }

    public override void OnLeft(Participant party)
    {
        if (!_playing.Remove(party) || _playing.Count > 0) return;
        End(EventTypes.PlayFailed, ResultInformation.ParticipantLeft);
    }

    protected override void Stop()
    {
        _fetch?.Cancel();
        foreach (var (party, playback) in _playing) party.Seat.Stop(playback);
        _playing.Clear();
    }

    private void OnReady(IReadOnlyList<ReadOnlyMemory<short>> sounds)
    {
        foreach (var party in to ?? [.. Conversation.Connected])
        {
            if (!party.IsConnected || !ReferenceEquals(party.Conversation, Conversation)) continue;   // it has left, or moved on to another call
            var playback = new Playback(sounds, loops, Conversation.Desk.Loop, () => OnHeard(party)) { IsForAll = _playing.Count == 0 };
            _playing.Add(party, playback);
            party.Seat.Play(playback);
        }
        if (_playing.Count == 0) End(EventTypes.PlayFailed, ResultInformation.ParticipantLeft);
        else By.Tell(EventTypes.PlayStarted, Terms, ResultInformation.Success);
    }

    private void OnFailed(int index, PromptOutcome.Failed failed) =>
        End(EventTypes.PlayFailed, ResultInformation.OfPrompt(failed), json => json.WriteNumber("failedPlaySourceIndex", index));

    private void OnHeard(Participant party)
    {
        if (!_playing.Remove(party) || _playing.Count > 0) return;
        End(EventTypes.PlayCompleted, ResultInformation.Success);
    }
}
