using System.Text;
using Telephony.Calls.Dialing;
using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Circuits;
using Telephony.Domain.Identity;
using Telephony.Domain.Trunks;
using Telephony.Net.Loops;
using Telephony.Sip.Messages;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;
using Telephony.Calls.Shards;

namespace Telephony.Calls.Trunks;

/// <summary>
/// Sends OPTIONS to each trunk that wants them (DR-13), spread over the interval, and tells the trunk's health of each answer and each miss. One per gateway,
/// on the loop of its first shard.
/// </summary>
internal sealed class TrunkPinger(CallShard shard)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly Dictionary<TrunkId, Ping> _pings = [];
    private LoopTimer? _tick;

    /// <summary>Takes the trunks of a catalogue: new ones begin, changed ones go on with what is new, gone ones stop.</summary>
    public void Apply(TrunkCatalogue catalogue)
    {
        shard.Services.Trunks.Apply(catalogue);
        foreach (var gone in _pings.Keys.Where(id => !Wanted(catalogue.Find(id))).ToList())
        {
            _pings[gone].Stop();
            _pings.Remove(gone);
        }
        foreach (var trunk in catalogue.Trunks.Where(Wanted))
        {
            if (_pings.TryGetValue(trunk.Id, out var running)) running.Trunk = trunk;
            else _pings.Add(trunk.Id, new Ping(shard, trunk));
        }
        _tick ??= StartTicking();
    }

    private static bool Wanted(Trunk? trunk) => trunk is { Enabled: true, CanBeCalled: true, Options.Off: false, Accounts.Count: 0, Parent: null };

    private LoopTimer StartTicking()
    {
        var timer = new LoopTimer(static self => ((TrunkPinger)self!).OnTick(), this);
        shard.Loop.Timers.Arm(timer, Tick);
        return timer;
    }

    /// <summary>Silence of the trunks' own OPTIONS, trials for demoted ones, pauses of open circuits, capacity alarms.</summary>
    private void OnTick()
    {
        var board = shard.Services.Trunks;
        foreach (var trunk in shard.Services.Catalogue.Current.Trunks)
        {
            if (trunk.Parent is null) shard.Report(trunk, board.HealthOf(trunk).OnTick(board.NowMs, shard.Now));
            var pings = _pings.GetValueOrDefault(trunk.Id);
            if (board.CircuitOf(trunk).OnTick(pings is not null, board.NowMs).HasFlag(CircuitEffects.Probe)) pings?.Send();
            CapacityWatch.Look(shard, trunk);
        }
        if (_tick is not null) shard.Loop.Timers.Arm(_tick, Tick);
    }

    /// <summary>The pings of one trunk.</summary>
    private sealed class Ping : IResponseUser
    {
        private readonly CallShard _shard;
        private readonly LoopTimer _due;
        private readonly LoopTimer _timeout;
        private OutgoingRequest? _request;
        private long _sentMs;

        public Ping(CallShard shard, Trunk trunk)
        {
            _shard = shard;
            Trunk = trunk;
            _due = new LoopTimer(static self => ((Ping)self!).Send(), this);
            _timeout = new LoopTimer(static self => ((Ping)self!).OnTimeout(), this);
            // The first one soon, so that a start shows within a second who is there; not all at once.
            shard.Loop.Timers.Arm(_due, shard.Random.Next(10, 500));
        }

        public Trunk Trunk { get; set; }

        public void Stop()
        {
            _shard.Loop.Timers.Cancel(_due);
            _shard.Loop.Timers.Cancel(_timeout);
            _request?.Abandon();
            _request = null;
        }

        public void OnResponse(OutgoingRequest request, SipMessage response)
        {
            if (!ReferenceEquals(request, _request)) return;
            _request = null;
            _shard.Loop.Timers.Cancel(_timeout);
            _shard.Services.Bans.Vouch(request.Target.Remote);
            var board = _shard.Services.Trunks;
            var software = response.Has(HeaderName.Server) ? response.Header(HeaderName.Server) : response.Header(HeaderName.UserAgent);
            board.CircuitOf(Trunk).OnPing(Trunk.Options.IsAlive(response.StatusCode), board.NowMs);
            _shard.Report(Trunk, board.HealthOf(Trunk).OnPingResponse(
                response.StatusCode, TimeSpan.FromMilliseconds(board.NowMs - _sentMs), SipText.ToText(software), SipText.ToText(response.Header(HeaderName.Allow)), board.NowMs, _shard.Now));
        }

        public void OnFailed(OutgoingRequest request, RequestFailure failure)
        {
            if (!ReferenceEquals(request, _request)) return;
            Lost(failure == RequestFailure.NoTarget ? "the trunk's name has no address" : failure == RequestFailure.Timeout ? "OPTIONS had no response" : _shard.UserAgent.Transports.LastFailure(request.Target.Remote) ?? "OPTIONS could not be sent");
        }

        /// <summary>The next one is due an interval from now.</summary>
        public void Send()
        {
            var interval = Trunk.Options.Interval.TotalMilliseconds;
            _shard.Loop.Timers.Arm(_due, (long)(interval * (0.9 + (0.2 * _shard.Random.NextDouble()))));
            if (_request is not null) return;
            var target = InviteTarget.Of(Trunk, _shard.Listeners);
            var domain = _shard.Services.Options.Domain;
            _sentMs = _shard.Services.Trunks.NowMs;
            _shard.Loop.Timers.Arm(_timeout, Trunk.Options.Timeout);
            _request = _shard.UserAgent.Send(
                new RequestDraft
                {
                    Method = SipMethod.Options,
                    RequestUri = target.Uri(""),
                    From = Encoding.UTF8.GetBytes($"<sip:{domain}>"),
                    To = Encoding.UTF8.GetBytes($"<sip:{target.HostPort.Split(';')[0]}>"),
                    Targets = target.Targets,
                    Routes = target.Routes,
                    Profile = target.Profile,
                    ListenPoint = target.ListenPoint,
                    Credentials = Registration.TrunkCredentials.Of(Trunk),
                },
                this, WriteAccept, 0);
        }

        private void OnTimeout()
        {
            _request?.Abandon();
            Lost("OPTIONS had no response in time");
        }

        private void Lost(string error)
        {
            _request = null;
            _shard.Loop.Timers.Cancel(_timeout);
            var board = _shard.Services.Trunks;
            board.CircuitOf(Trunk).OnPing(answered: false, board.NowMs);
            _shard.Report(Trunk, board.HealthOf(Trunk).OnPingLost(error, board.NowMs, _shard.Now));
        }

        private static void WriteAccept(ref SipWriter writer, int unused) => writer.Header(HeaderName.Accept, "application/sdp"u8);
    }
}
