using Telephony.Audio.Mixing;
using Telephony.Automation.Connections;
using Telephony.Automation.Rooms;
using Telephony.Calls.Steering;
using Telephony.Media.Streaming;

namespace Telephony.Automation.Streams;

/// <summary>
/// The sound of a call on its way to an application, and the application's to the call. What the application hears are the phones, without itself and without what is played; phones that are muted or held are silent. Call loop only.
/// </summary>
internal sealed class MediaStream(CallConnection connection, MediaStreamTerms terms) : ConnectionStream(connection, terms.Url, terms.StartsAtOnce)
{
    /// <summary>What an unmixed stream is measured for: further phones shorten what may wait.</summary>
    private const int Voices = 4;

    private readonly List<string> _names = [];   // of an unmixed stream, by place in time
    private StreamingSession? _session;
    private Ear? _ear;
    private VoicePart? _voice;

    public MediaStreamTerms Terms => terms;

    protected override StreamFigures Figures => Conversation.Desk.MediaStreams;

    /// <summary>A phone has pressed a key.</summary>
    public void OnDigit(char key)
    {
        if (!terms.WithTones || _session is not { } session) return;
        session.Tone(char.ToLowerInvariant(key).ToString());
        Signal();
    }

    public override void Reseat()
    {
        if (_ear is not { } ear || terms.IsMixed) return;
        ear.Hears([.. Conversation.Connected.Select(party => (Conversation.Table.PlaceOf(party.Seat)!, NumberOf(party.RawId)))]);   // who is connected sits
    }

    protected override IStreamContent Listen()
    {
        var now = Conversation.Desk.Now;
        var options = new StreamingOptions { SampleRate = terms.SampleRate, IsBidirectional = terms.IsBidirectional, Voices = terms.IsMixed ? 1 : Voices };
        var session = new StreamingSession(options, SteeredSound.SampleRate, now);
        if (session.Incoming is { } incoming) _voice = Conversation.Table.AddVoice(incoming);
        (_session, _ear) = (session, new Ear(session, terms.IsMixed, _voice, Conversation.Desk.Clock, now, Figures, Signal));
        Reseat();
        Conversation.Table.Add(_ear);
        return new Content(session, Id, terms.IsMixed ? static _ => null : NameOf);
    }

    protected override void StopListening()
    {
        if (_ear is { } ear) Conversation.Table.Remove(ear);
        if (_voice is { } voice) Conversation.Table.Remove(voice);
        if (_session is { Dropped: > 0 } or { NotHeard: > 0 }) Conversation.Desk.Logger.StreamLost(Connection.Id, _session.Dropped, _session.NotHeard / (terms.SampleRate / 1000));
        (_session, _ear, _voice) = (null, null, null);
    }

    protected override void Tell(StreamNews news, OperationTerms operation, ResultInformation result) =>
        Connection.Tell(TypeOf(news), operation, result, json => news.Write(json, "mediaStreamingUpdate", "mediaStreaming", "Audio"));

    private static string TypeOf(StreamNews news) => news.Status switch
    {
        "Started" => EventTypes.MediaStreamingStarted,
        "Stopped" => EventTypes.MediaStreamingStopped,
        _ => EventTypes.MediaStreamingFailed,
    };

    private int NumberOf(string rawId)
    {
        lock (_names)
        {
            var at = _names.IndexOf(rawId);
            if (at >= 0) return at;
            _names.Add(rawId);
            return _names.Count - 1;
        }
    }

    /// <summary>The socket's.</summary>
    private string? NameOf(int number)
    {
        lock (_names) return _names[number];
    }

    /// <summary>What of a table goes to the application. On the table's beat.</summary>
    private sealed class Ear(StreamingSession session, bool isMixed, VoicePart? own, TimeProvider clock, DateTimeOffset begins, StreamFigures figures, Action signal) : IBeatListener
    {
        private readonly int[] _sum = new int[SteeredSound.FrameSamples];
        private readonly short[] _frame = new short[SteeredSound.FrameSamples];
        private MixLimiter _limiter;
        private (Place Place, int Who)[] _places = [];

        /// <summary>Call loop.</summary>
        public void Hears((Place Place, int Who)[] places) => Volatile.Write(ref _places, places);

        public void OnBeat(in BeatSound sound)
        {
            var at = (long)(clock.GetUtcNow() - begins).TotalMilliseconds;
            if (isMixed)
            {
                sound.Sum.CopyTo(_sum);
                if (own is not null) SampleSums.Subtract(_sum, own.Said(sound.Slot));
                _limiter.Limit(_sum, _frame);
                Send(at, _frame, 0);
            }
            else
            {
                foreach (var (place, who) in Volatile.Read(ref _places)) Send(at, place.Said(sound.Slot), who);
            }
            signal();
        }

        private void Send(long at, ReadOnlySpan<short> frame, int who)
        {
            if (!session.Send(at, frame, who)) figures.Drop();
        }
    }

    private sealed class Content(StreamingSession session, string id, Func<int, string?> nameOf) : IStreamContent
    {
        public ReadOnlyMemory<byte> Metadata() => session.Metadata(id);

        public bool TryTake(out ReadOnlyMemory<byte> text) => session.TryTake(nameOf, out text);

        public bool Receive(ReadOnlySpan<byte> text, out string why) => session.Receive(text, out why);

        public void Dispose() => session.Dispose();
    }
}
