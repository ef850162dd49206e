using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Telephony.Peers.Processes;

namespace Telephony.Peers.Load;

/// <summary>
/// A caller and a callee in one process, over UDP and IPv4, for what SIPp cannot tell: which media ports each call negotiated, how long its INVITE
/// took through the system under test, and which calls reached the far end before a crash.
/// One thread per end reads its socket; lost messages are sent again every 500 ms by <see cref="DialAsync"/> and <see cref="HangUpAsync"/>.
/// </summary>
public sealed class LoadEnds : IAsyncDisposable
{
    private const int SocketBuffer = 4 << 20;
    private const int LongestMessage = 65_536;
    private const int MediaPortSpan = 40_000;      // ten thousand calls; past them ports repeat

    private readonly Socket _caller;
    private readonly Socket _callee;
    private readonly Task[] _readers;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, LoadCall> _byCallId = [];
    private readonly Dictionary<string, LoadCall> _byCalled = [];
    private readonly Dictionary<string, LoadCall> _byCalleeCallId = [];
    private readonly Lock _gate = new();
    private readonly IPEndPoint _target;
    private readonly LoadMedia _media;
    private readonly LoadMessages _messages;

    /// <param name="target">Host and port of the system under test.</param>
    /// <param name="callerPort">0 takes a free one; likewise <paramref name="calleePort"/>.</param>
    /// <param name="media">What the ends speak; null for plain G.711.</param>
    public LoadEnds(string target, int callerPort = 0, int calleePort = 0, LoadMedia? media = null)
    {
        _media = media ?? LoadMedia.Plain;
        _target = IPEndPoint.Parse(target);
        CallerPort = callerPort == 0 ? Ports.Take() : callerPort;
        CalleePort = calleePort == 0 ? Ports.Take() : calleePort;
        _messages = new LoadMessages(_target, CallerPort, CalleePort, _media);
        (_caller, _callee) = (Open(CallerPort), Open(CalleePort));
        _readers = [Reads(_caller, "caller", OnCallerMessage), Reads(_callee, "callee", OnCalleeMessage)];
    }

    public int CallerPort { get; }

    public int CalleePort { get; }

    /// <summary>The called number is written as <c>+1206</c> and seven digits of the index.</summary>
    public string Number(int index) => $"+1206{5_000_000 + index}";

    /// <summary>Whether the callee answers; when false it stays silent.</summary>
    public bool CalleeAnswers { get; set; } = true;

    /// <summary>Sends the INVITE and returns at once.</summary>
    /// <param name="mediaPort">The caller's; the callee's is two above.</param>
    public LoadCall Start(int index, int mediaPort)
    {
        var call = new LoadCall
        {
            Index = index,
            Caller = $"+1425{6_000_000 + index}",
            Called = Number(index),
            CallerMediaPort = mediaPort,
            CalleeMediaPort = mediaPort + 2,
            CallId = $"{Guid.NewGuid():N}@load",
            CallerTag = $"c{index}",
            CallerKey = _media.Suite is null ? null : RandomNumberGenerator.GetBytes(_media.KeyAndSaltBytes),
        };
        call.Invite = _messages.Invite(call);
        lock (_gate)
        {
            _byCallId[call.CallId] = call;
            _byCalled[call.Called] = call;
        }

        call.InviteSentAt = TimeProvider.System.GetTimestamp();
        Send(_caller, call.Invite, _target);
        return call;
    }

    /// <summary>Places calls at a steady rate and waits until each is answered or refused, or the time is over.</summary>
    public async Task<IReadOnlyList<LoadCall>> DialAsync(int count, int callsPerSecond, int firstMediaPort, TimeSpan limit, int firstIndex = 0)
    {
        var calls = new List<LoadCall>(count);
        var start = TimeProvider.System.GetTimestamp();
        while (calls.Count < count)
        {
            var due = (int)Math.Min(count, TimeProvider.System.GetElapsedTime(start).TotalSeconds * callsPerSecond + 1);
            while (calls.Count < due) calls.Add(Start(firstIndex + calls.Count, firstMediaPort + calls.Count * 4 % MediaPortSpan));
            await Task.Delay(2);
        }

        await AgainUntilAsync(() => calls.Where(static call => !call.Answered && call.RefusedWith == 0), call => Send(_caller, call.Invite, _target), limit);
        return calls;
    }

    /// <summary>The caller hangs up all of them and waits for the answers, at most <paramref name="limit"/>.</summary>
    public async Task HangUpAsync(IReadOnlyList<LoadCall> calls, TimeSpan limit)
    {
        foreach (var batch in calls.Where(static call => call.Answered).Chunk(50))
        {
            foreach (var call in batch) SendBye(call);
            await Task.Delay(50);
        }

        await AgainUntilAsync(() => calls.Where(static call => call is { Answered: true, HungUp: false, CallerGotBye: false }), SendBye, limit);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _caller.Dispose();
        _callee.Dispose();
        await Task.WhenAll(_readers);
        _stop.Dispose();
    }

    private static async Task AgainUntilAsync(Func<IEnumerable<LoadCall>> open, Action<LoadCall> again, TimeSpan limit)
    {
        var start = TimeProvider.System.GetTimestamp();
        for (var round = 1; open().Any() && TimeProvider.System.GetElapsedTime(start) < limit; round++)
        {
            await Task.Delay(20);
            if (round % 25 == 0) foreach (var call in open().ToList()) again(call);
        }
    }

    private static Socket Open(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = SocketBuffer, SendBufferSize = SocketBuffer };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }

    private static void Send(Socket socket, string message, EndPoint target)
    {
        try
        {
            socket.SendTo(Encoding.UTF8.GetBytes(message), target);
        }
        catch (SocketException)
        {
            // A system under test that is down answers with ICMP; the load goes on.
        }
        catch (ObjectDisposedException)
        {
            // The load has ended.
        }
    }

    private Task Reads(Socket socket, string name, Action<SipText, IPEndPoint> handle) => Task.Factory.StartNew(
        () =>
        {
            Thread.CurrentThread.Name = $"load {name}";
            var buffer = new byte[LongestMessage];
            while (!_stop.IsCancellationRequested)
            {
                EndPoint from = new IPEndPoint(IPAddress.Any, 0);
                try
                {
                    var length = socket.ReceiveFrom(buffer, ref from);
                    if (length > 20) handle(new SipText(Encoding.UTF8.GetString(buffer, 0, length)), (IPEndPoint)from);
                }
                catch (SocketException)
                {
                    // ICMP from a system that is down, or the end.
                }
                catch (ObjectDisposedException)
                {
                    return;
                }
            }
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void OnCallerMessage(SipText message, IPEndPoint from)
    {
        LoadCall? call;
        lock (_gate) _byCallId.TryGetValue(message.CallId, out call);
        if (call is null) return;
        if (message.IsRequest)
        {
            if (message.Method == "BYE") call.CallerGotBye = true;
            if (message.Method != "ACK") Send(_caller, _messages.Reply(message, 200, "OK", CallerPort), from);
            return;
        }

        switch (message.CSeqMethod, message.Status)
        {
            case ("INVITE", >= 200 and < 300):
                OnAnswer(call, message);
                break;
            case ("INVITE", >= 300):
                call.RefusedWith = message.Status;
                Send(_caller, _messages.AckOfRefusal(call, message), _target);
                break;
            case ("BYE", >= 200):
                call.HungUp = true;
                break;
            default:
                break;
        }
    }

    private void OnAnswer(LoadCall call, SipText answer)
    {
        if (!call.Answered)
        {
            call.To = answer.Value("To");
            call.Target = answer.ContactUri;
            call.Route = [.. answer.RecordRoutes.Reverse()];
            call.NextHop = LoadMessages.NextHop(call.Route.Count > 0 ? SipText.Inside(call.Route[0]) : call.Target, _target);
            call.TowardCallee = answer.AudioPort;
            call.AnswerKey = answer.CryptoKey;
            call.AnsweredAt = TimeProvider.System.GetTimestamp();
        }

        // null only before the first answer, and that is above
        Send(_caller, _messages.InDialog(call, "ACK", 1), call.NextHop!);
    }

    private void SendBye(LoadCall call) => Send(_caller, _messages.InDialog(call, "BYE", 2), call.NextHop ?? _target);

    private void OnCalleeMessage(SipText message, IPEndPoint from)
    {
        if (!message.IsRequest) return;
        switch (message.Method)
        {
            case "INVITE":
                OnInvite(message, from);
                break;
            case "BYE":
                lock (_gate)
                {
                    if (_byCalleeCallId.TryGetValue(message.CallId, out var ended)) ended.CalleeGotBye = true;
                }

                Send(_callee, _messages.Reply(message, 200, "OK", CalleePort), from);
                break;
            case "ACK":
                break;
            default:
                Send(_callee, _messages.Reply(message, 200, "OK", CalleePort), from);
                break;
        }
    }

    private void OnInvite(SipText invite, IPEndPoint from)
    {
        var uri = invite.RequestUri;
        var number = uri[(uri.IndexOf(':', StringComparison.Ordinal) + 1)..uri.IndexOf('@', StringComparison.Ordinal)].Split(';')[0];
        LoadCall? call;
        lock (_gate)
        {
            if (!_byCalled.TryGetValue(number, out call)) return;
            if (call.InviteReachedAt == 0) call.InviteReachedAt = TimeProvider.System.GetTimestamp();
            call.TowardCaller = invite.AudioPort;
            call.CalleeCallId = invite.CallId;
            _byCalleeCallId[invite.CallId] = call;
        }

        if (CalleeAnswers) Send(_callee, _messages.Reply(invite, 200, "OK", CalleePort, tag: $"s{call.Index.ToString(CultureInfo.InvariantCulture)}", mediaPort: call.CalleeMediaPort), from);
    }
}
