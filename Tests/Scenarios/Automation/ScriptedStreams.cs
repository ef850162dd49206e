using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Telephony.Automation.Streams;
using Xunit;

namespace Telephony.Scenarios.Automation;

/// <summary>Servers of an application that streams are opened to.</summary>
public sealed class ScriptedStreams : IStreamWire
{
    private readonly ConcurrentQueue<ScriptedSocket> _opened = new();

    public ConcurrentQueue<StreamOpening> Openings { get; } = new();

    /// <summary>What comes of an attempt; null: it is taken.</summary>
    public Func<StreamOpening, StreamReply.Failed?> Refuses { get; set; } = static _ => null;

    public ValueTask<StreamReply> OpenAsync(StreamOpening opening, CancellationToken cancellation)
    {
        Openings.Enqueue(opening);
        if (Refuses(opening) is { } refusal) return ValueTask.FromResult<StreamReply>(refusal);
        var socket = new ScriptedSocket();
        _opened.Enqueue(socket);
        return ValueTask.FromResult<StreamReply>(new StreamReply.Opened(socket));
    }

    /// <summary>The next one that was opened.</summary>
    public ScriptedSocket Next(Action meanwhile)
    {
        ScriptedSocket? socket = null;
        Assert.True(SpinWait.SpinUntil(() => { meanwhile(); return _opened.TryDequeue(out socket); }, TimeSpan.FromSeconds(5)), "No stream was opened.");
        return socket!;   // it came
    }
}

/// <summary>The application's end of one WebSocket.</summary>
public sealed class ScriptedSocket : WebSocket
{
    private readonly ConcurrentQueue<string> _sent = new();
    private readonly Channel<(WebSocketMessageType Type, byte[] Data)> _toGateway = Channel.CreateUnbounded<(WebSocketMessageType, byte[])>();
    private WebSocketState _state = WebSocketState.Open;
    private WebSocketCloseStatus? _closeStatus;
    private int _said;
    private int _read;
    private int _taken;

    /// <summary>Reads nothing: whoever sends waits.</summary>
    public bool Stalls { get; set; }

    /// <summary>The gateway has sent a close frame, or dropped it.</summary>
    public bool IsLeft => _state is WebSocketState.CloseSent or WebSocketState.Closed or WebSocketState.Aborted;

    public override WebSocketCloseStatus? CloseStatus => _closeStatus;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => _state;

    public override string? SubProtocol => null;

    /// <summary>What has come so far and was not asked for yet.</summary>
    public IEnumerable<JsonElement> Take()
    {
        while (_sent.TryDequeue(out var text)) yield return JsonDocument.Parse(text).RootElement;
    }

    public JsonElement Next(Action meanwhile)
    {
        string? text = null;
        Assert.True(SpinWait.SpinUntil(() => { meanwhile(); return _sent.TryDequeue(out text); }, TimeSpan.FromSeconds(5)), "Nothing was sent.");
        return JsonDocument.Parse(text!).RootElement;   // it came
    }

    public void Says(string text)
    {
        Interlocked.Increment(ref _said);
        _toGateway.Writer.TryWrite((WebSocketMessageType.Text, Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>The gateway has read all that was said, and waits for more: it reads on a thread of its own, which the ladder's clock does not wait for.</summary>
    public void IsHeard() => Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _taken) == Volatile.Read(ref _said), TimeSpan.FromSeconds(5)), "The gateway does not read what is said.");

    public void Closes(WebSocketCloseStatus status)
    {
        (_closeStatus, _state) = (status, WebSocketState.CloseReceived);
        _toGateway.Writer.TryWrite((WebSocketMessageType.Close, []));
    }

    /// <summary>The connection breaks.</summary>
    public void Breaks() => _toGateway.Writer.TryComplete();

    public override void Abort()
    {
        _state = WebSocketState.Aborted;
        Breaks();
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        if (_state == WebSocketState.Open) Closes(WebSocketCloseStatus.NormalClosure);   // it answers at once
        _state = WebSocketState.Closed;
        return Task.CompletedTask;
    }

    public override void Dispose() => Abort();

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _taken, _read);
        if (!await _toGateway.Reader.WaitToReadAsync(cancellationToken) || !_toGateway.Reader.TryRead(out var message)) throw new WebSocketException("The cable was cut.");
        if (message.Type == WebSocketMessageType.Text) _read++;
        message.Data.CopyTo(buffer.AsSpan());
        return new WebSocketReceiveResult(message.Data.Length, message.Type, endOfMessage: true);
    }

    public override async Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        Assert.True(endOfMessage && messageType == WebSocketMessageType.Text);
        if (Stalls) await Task.Delay(Timeout.Infinite, cancellationToken);
        _sent.Enqueue(Encoding.UTF8.GetString(buffer));
    }
}
