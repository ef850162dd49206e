using Telephony.Net.Addresses;
using Telephony.Net.Loops;
using Telephony.Sip.Messages;
using Telephony.Sip.Transports;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;

namespace Telephony.Sip.Transactions;

/// <summary>
/// The transactions of one loop, found without a string: client ones by our branch read as a number, server ones by a keyed hash of
/// (branch, sent-by, method), or of what RFC 2543 peers give instead (17.2.3).
/// </summary>
internal sealed class TransactionLayer(IEventLoop loop, SipTimers times, UserAgentStatistics statistics, ISipRandom random, byte shard, UInt128 secret)
{
    private readonly Dictionary<UInt128, ClientTransaction> _clients = [];
    private readonly Dictionary<UInt128, ServerTransaction> _servers = [];
    private readonly Dictionary<UInt128, UInt128> _merging = [];

    public TimingWheel Timers => loop.Timers;

    /// <summary>Milliseconds of the loop's clock.</summary>
    public long Now => loop.NowMilliseconds;

    public SipTimers Times => times;

    public UserAgentStatistics Statistics => statistics;

    /// <summary>Where every message is written before it is sent; nothing in it outlives the next message.</summary>
    public SipBuffer Scratch { get; } = new();

    /// <summary>What may have to be repeated.</summary>
    public MessageStore Store { get; } = new();

    /// <summary>Set once, before the first message.</summary>
    public TransportLayer Transports { get; set; } = null!;

    /// <summary>Those that only wait for repetitions.</summary>
    public LingeringTransactions Lingering => field ??= new LingeringTransactions(this);

    public int Count => _clients.Count + _servers.Count + Lingering.Count;

    public SipToken NewToken()
    {
        Span<byte> bytes = stackalloc byte[11];
        random.Fill(bytes);
        return SipToken.Create(shard, bytes);
    }

    /// <summary>A branch leaves its lowest bit to the CANCEL.</summary>
    public SipToken NewBranch() => NewToken().WithLowBit(false);

    /// <summary>The key of the client transaction that a response names. False: none of ours.</summary>
    public static bool TryKeyOf(SipMessage response, out UInt128 key)
    {
        key = default;
        var branch = response.TopVia.Branch;
        if (!branch.StartsWith("z9hG4bK"u8) || !SipToken.TryRead(branch[7..], out var token)) return false;
        if (HasSecondVia(response)) return false;   // 8.1.3.3: it was meant for somebody behind us, and nobody is
        key = token.WithLowBit(response.CSeqMethod == SipMethod.Cancel).Value;
        return true;
    }

    public ClientTransaction? FindClient(UInt128 key, SipMessage response) => _clients.TryGetValue(key, out var found) && found.Matches(response) ? found : null;

    private static bool HasSecondVia(SipMessage response)
    {
        var values = response.Values(HeaderName.Via);
        return values.MoveNext() && values.MoveNext();
    }

    public ServerTransaction? FindServer(UInt128 key) => _servers.GetValueOrDefault(key);

    /// <summary>Whether a request with another branch but the same Call-ID, From tag and CSeq is known: it came over two paths.</summary>
    public bool IsMerged(UInt128 mergeKey) => _merging.ContainsKey(mergeKey);

    /// <param name="method">INVITE for an ACK; for a CANCEL its own, or INVITE to find what it cancels.</param>
    public UInt128 KeyOf(SipMessage request, SipMethod method)
    {
        var via = request.TopVia;
        var hash = new KeyedHash(secret);
        if (via.HasMagicBranch)
        {
            hash.Add(via.Branch);
            hash.AddIgnoreCase(via.Host);
            hash.Add((uint)via.Port);
        }
        else
        {
            hash.Add(request.RequestUri);
            hash.Add(request.FromTag);
            hash.Add(request.CallId);
            hash.Add(request.CSeqNumber);
            hash.Add(via.Raw);
        }
        if (method == SipMethod.Unknown) hash.Add(request.MethodBytes);
        else hash.Add((uint)method);
        return hash.Finish();
    }

    public UInt128 MergeKeyOf(SipMessage request)
    {
        var hash = new KeyedHash(secret);
        hash.Add(request.CallId);
        hash.Add(request.FromTag);
        hash.Add(request.CSeqNumber);
        hash.Add(request.CSeqMethodBytes);
        return hash.Finish();
    }

    public void Add(ClientTransaction transaction)
    {
        _clients.Add(transaction.Key.Value, transaction);
        OnCounted();
    }

    public void Remove(ClientTransaction transaction)
    {
        _clients.Remove(transaction.Key.Value);
        OnCounted();
    }

    public void Add(ServerTransaction transaction)
    {
        _servers[transaction.Key] = transaction;
        if (transaction.MergeKey != default) _merging[transaction.MergeKey] = transaction.Key;
        OnCounted();
    }

    public void Remove(ServerTransaction transaction)
    {
        _servers.Remove(transaction.Key);
        StopMerging(transaction.MergeKey, transaction.Key);
        OnCounted();
    }

    /// <summary>From now on it is a value that absorbs repetitions.</summary>
    public void Linger(ServerTransaction transaction, in LingeringTransaction rest, int milliseconds)
    {
        _servers.Remove(transaction.Key);
        Lingering.KeepServer(rest, transaction.Tap, milliseconds);
    }

    /// <inheritdoc cref="Linger(ServerTransaction, in LingeringTransaction, int)"/>
    public void Linger(ClientTransaction transaction, in LingeringTransaction rest, int milliseconds)
    {
        _clients.Remove(transaction.Key.Value);
        Lingering.KeepClient(rest, transaction.Tap, milliseconds);
    }

    public void OnCounted() => statistics.Transactions = Count;

    /// <summary>
    /// The next request with the same Call-ID, From tag and CSeq is not a second copy of this one: asked for credentials, the sender repeats it with them. It should count up
    /// (RFC 3261 22.2), but what adds them on the way, a proxy that registers for a PBX, cannot.
    /// </summary>
    public void StopMerging(UInt128 mergeKey, UInt128 key)
    {
        if (mergeKey != default && _merging.TryGetValue(mergeKey, out var first) && first == key) _merging.Remove(mergeKey);
    }

    /// <summary>Requests that wait for their first response on a lost connection will not get one.</summary>
    public void OnConnectionFailed(long connectionId)
    {
        List<ClientTransaction>? lost = null;
        foreach (var transaction in _clients.Values)
        {
            if (transaction.ConnectionId == connectionId && transaction.State is TransactionState.Calling or TransactionState.Trying) (lost ??= []).Add(transaction);
        }
        if (lost is null) return;
        foreach (var transaction in lost) transaction.OnTransportError();
    }

    /// <summary>There is no way to this address: requests that wait there for their first response fail, from the loop.</summary>
    public void OnDatagramRefused(in NetEndpoint remote)
    {
        foreach (var transaction in _clients.Values)
        {
            if (transaction.Target.Kind == SipTransportKind.Udp && transaction.Target.Remote == remote) transaction.FailSoon();
        }
    }

    /// <summary>False when there is no way. A datagram that the kernel did not take counts as lost on the way, because the next repetition may pass.</summary>
    public bool TrySend(ReadOnlySpan<byte> message, in SipTarget target, ISipTap? tap, out long connectionId)
    {
        var result = Transports.Send(message, target, out connectionId);
        tap?.OnMessage(outgoing: true, message, target.Local?.Local ?? default, target.Remote);
        return result is SendResult.Sent or SendResult.Queued || (target.Kind == SipTransportKind.Udp && target.Local is not null);
    }
}
