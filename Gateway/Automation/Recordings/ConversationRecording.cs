using Telephony.Automation.Connections;
using Telephony.Automation.Rooms;
using Telephony.Media.Recording;

namespace Telephony.Automation.Recordings;

/// <summary>A recording of a conversation: follows its phones as they come and go, and tells its application when it begins, pauses and ends. Call loop only.</summary>
internal sealed class ConversationRecording
{
    private readonly Conversation _conversation;
    private readonly RecordingTerms _terms;
    private readonly CallRecording _file;
    private readonly Scribe _scribe;
    private readonly List<string> _channels = [];

    public ConversationRecording(Conversation conversation, RecordingTerms terms, CallRecording file, DateTimeOffset startedAt)
    {
        (_conversation, _terms, _file, StartedAt) = (conversation, terms, file, startedAt);
        _channels.AddRange(terms.ChannelOrder);
        _scribe = new Scribe(file.Order.Channels, file.Write);
        if (terms.PauseOnStart) file.Pause();
    }

    public string Id => _file.Id;

    public DateTimeOffset StartedAt { get; }

    public RecordingTerms Terms => _terms;

    public Conversation Conversation => _conversation;

    public CallRecording File => _file;

    public bool IsActive => !_file.IsPaused;

    public void Begin()
    {
        Reseat();
        _conversation.Table.Add(_scribe);
        Tell();
    }

    public void Pause()
    {
        if (_file.IsPaused) return;
        _file.Pause();
        Tell();
    }

    public void Resume()
    {
        if (!_file.IsPaused) return;
        _file.Resume();
        Tell();
    }

    /// <summary>Nothing more is taken down; the file is completed elsewhere.</summary>
    public void Stop()
    {
        _conversation.Table.Remove(_scribe);
        _file.Pause();
        Tell();
    }

    /// <summary>Phones have come or gone: each keeps its channel.</summary>
    public void Reseat()
    {
        var table = _conversation.Table;
        _scribe.Hears(_conversation.Connected.Select(party => (table.PlaceOf(party.Seat)!, ChannelOf(party))));   // who is connected sits
    }

    /// <summary>The last channel is for what is played; phones beyond the others share the last but one.</summary>
    private int ChannelOf(Participant party)
    {
        if (_file.Order.Channels == 1) return 0;
        var at = _channels.IndexOf(party.RawId);
        if (at < 0)
        {
            at = _channels.Count;
            _channels.Add(party.RawId);
        }
        return Math.Min(at, _file.Order.Channels - 2);
    }

    private void Tell() => _conversation.Holder?.Tell(EventTypes.RecordingStateChanged, new OperationTerms(null, _terms.StateCallbackUri), ResultInformation.Success, json =>
    {
        json.WriteString("recordingId", Id);
        json.WriteString("state", IsActive ? "active" : "inactive");
        json.WriteString("startDateTime", StartedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'"));
        json.WriteString("recordingKind", "azureCommunicationServices");
    });
}

/// <summary>How a conversation is to be recorded.</summary>
/// <param name="StateCallbackUri">Where its changes of state are told; null: to the connection.</param>
public sealed record RecordingTerms(RecordingFormat Format, bool IsMixed, bool PauseOnStart, Uri? StateCallbackUri)
{
    /// <summary>Raw ids of the phones that have the first channels.</summary>
    public IReadOnlyList<string> ChannelOrder { get; init; } = [];
}

/// <summary>A recording as the API shows it.</summary>
public sealed record RecordingView(string Id, bool IsActive);
