using System.Text;
using Telephony.Calls.Dialing;
using Telephony.Calls.Registration;
using Telephony.Calls.Shards;
using Telephony.Calls.Transit;
using Telephony.Domain.Addresses;
using Telephony.Domain.Trunks;
using Telephony.Net.Loops;
using Telephony.Sip.Messages;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;

namespace Telephony.Calls.Trunks;

/// <summary>
/// The pings of one trunk: an OPTIONS to each of its places at once. Whichever answers first shows that the trunk lives; a place that does not is tried last by
/// calls. Loop thread only.
/// </summary>
internal sealed class TrunkPing : IResponseUser
{
    private readonly CallShard _shard;
    private readonly LoopTimer _due;
    private readonly LoopTimer _timeout;
    private readonly List<Sent> _open = [];
    private bool _lives;
    private long _sentMs;

    public TrunkPing(CallShard shard, Trunk trunk)
    {
        _shard = shard;
        Trunk = trunk;
        _due = new LoopTimer(static self => ((TrunkPing)self!).Send(), this);
        _timeout = new LoopTimer(static self => ((TrunkPing)self!).OnTimeout(), this);
        // The first one soon, so that a start shows within a second who is there; not all at once.
        shard.Loop.Timers.Arm(_due, shard.Random.Next(10, 500));
    }

    public Trunk Trunk { get; set; }

    public void Stop()
    {
        _shard.Loop.Timers.Cancel(_due);
        _shard.Loop.Timers.Cancel(_timeout);
        foreach (var sent in _open) sent.Request.Abandon();
        _open.Clear();
    }

    public void OnResponse(OutgoingRequest request, SipMessage response)
    {
        if (!TryClose(request, out var place)) return;
        _shard.Services.Bans.Vouch(request.Target.Remote);
        var (board, lives) = (_shard.Services.Trunks, Trunk.Options.IsAlive(response.StatusCode));
        Note(place, lives);
        if (_lives || (!lives && _open.Count > 0)) return;
        _lives = lives;
        var software = response.Has(HeaderName.Server) ? response.Header(HeaderName.Server) : response.Header(HeaderName.UserAgent);
        board.CircuitOf(Trunk).OnPing(lives, board.NowMs);
        _shard.Report(Trunk, board.HealthOf(Trunk).OnPingResponse(
            response.StatusCode, TimeSpan.FromMilliseconds(board.NowMs - _sentMs), SipText.ToText(software), SipText.ToText(response.Header(HeaderName.Allow)), board.NowMs, _shard.Now));
    }

    public void OnFailed(OutgoingRequest request, RequestFailure failure)
    {
        if (!TryClose(request, out var place)) return;
        Note(place, lives: false);
        if (_open.Count > 0 || _lives) return;
        Lost(failure == RequestFailure.NoTarget ? "the trunk's name has no address" : failure == RequestFailure.Timeout ? "OPTIONS had no response" : _shard.UserAgent.Transports.LastFailure(request.Target.Remote) ?? "OPTIONS could not be sent");
    }

    /// <summary>The next ones are due an interval from now.</summary>
    public void Send()
    {
        var interval = Trunk.Options.Interval.TotalMilliseconds;
        _shard.Loop.Timers.Arm(_due, (long)(interval * (0.9 + (0.2 * _shard.Random.NextDouble()))));
        if (_open.Count > 0) return;
        (_lives, _sentMs) = (false, _shard.Services.Trunks.NowMs);
        _shard.Loop.Timers.Arm(_timeout, Trunk.Options.Timeout);
        var from = Encoding.UTF8.GetBytes($"<sip:{IdentityHeaders.HostOf(Trunk, _shard.Services.Options.Domain)}>");
        foreach (var target in _shard.Listeners.TargetsOf(Trunk))
        {
            var request = _shard.UserAgent.Send(
                new RequestDraft
                {
                    Method = SipMethod.Options,
                    RequestUri = target.Uri(""),
                    From = from,
                    To = Encoding.UTF8.GetBytes($"<sip:{target.HostPort.Split(';')[0]}>"),
                    Targets = target.Targets,
                    Routes = target.Routes,
                    Profile = target.Profile,
                    ListenPoint = target.ListenPoint,
                    Credentials = TrunkCredentials.Of(Trunk),
                },
                this, WriteAccept, 0);
            _open.Add(new Sent(request, target.Place));
        }
    }

    private bool TryClose(OutgoingRequest request, out HostPort? place)
    {
        var at = _open.FindIndex(sent => ReferenceEquals(sent.Request, request));
        place = at < 0 ? null : _open[at].Place;
        if (at < 0) return false;
        _open.RemoveAt(at);
        if (_open.Count == 0) _shard.Loop.Timers.Cancel(_timeout);
        return true;
    }

    private void OnTimeout()
    {
        foreach (var sent in _open)
        {
            sent.Request.Abandon();
            Note(sent.Place, lives: false);
        }
        _open.Clear();
        if (!_lives) Lost("OPTIONS had no response in time");
    }

    private void Note(HostPort? place, bool lives)
    {
        if (place is null || Trunk.Backups.Count == 0) return;
        var places = _shard.Services.Trunks.PlacesOf(Trunk);
        if (lives) places.Up(place);
        else places.Down(place, long.MaxValue);
    }

    private void Lost(string error)
    {
        var board = _shard.Services.Trunks;
        board.CircuitOf(Trunk).OnPing(answered: false, board.NowMs);
        _shard.Report(Trunk, board.HealthOf(Trunk).OnPingLost(error, board.NowMs, _shard.Now));
    }

    private static void WriteAccept(ref SipWriter writer, int unused) => writer.Header(HeaderName.Accept, "application/sdp"u8);

    private readonly record struct Sent(OutgoingRequest Request, HostPort? Place);
}
