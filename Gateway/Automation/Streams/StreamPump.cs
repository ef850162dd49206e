using System.Net.WebSockets;
using Telephony.Automation.Reception;
using Telephony.Media.Streaming;

namespace Telephony.Automation.Streams;

/// <summary>
/// The socket of one stream: opens it, carries text frames both ways, opens it again when it was lost, and closes it. It never holds up a call: what an application is too slow for is the content's to bound and to drop.
/// <code>
/// open (5 s) ─► metadata, frames … ─┬─ closed by the application ─► over
///      ▲                            ├─ told to stop ─► close frame ─► over
///      └── 0.5, 1, 2 s later ───────┴─ lost, or nothing was taken for 10 s
/// </code>
/// </summary>
/// <param name="stop">Its own; without a timer, so that nobody has to dispose of it.</param>
/// <param name="told">What has happened; on any thread.</param>
internal sealed class StreamPump(IStreamContent content, StreamOpening opening, AutomationDesk desk, CancellationTokenSource stop, Action<StreamPump, StreamTrigger, StreamReply.Failed?> told)
{
    private const int FirstBuffer = 16 * 1024;
    private const int MostQuickLosses = 3;

    private static readonly TimeSpan s_openLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_sendLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_steady = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan[] s_pauses = [TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)];

    private readonly WakeUp _wake = new();
    private volatile bool _ended;   // of this connection

    /// <summary>Any thread, a media worker's too: there is something to send.</summary>
    public void Signal() => _wake.Signal();

    /// <summary>Any thread: what waits is not sent any more.</summary>
    public void Stop()
    {
        _ = stop.CancelAsync();   // what waits for it goes on elsewhere
        _wake.Signal();
    }

    public async Task RunAsync()
    {
        var registration = desk.Stopping.UnsafeRegister(static pump => ((StreamPump)pump!).Stop(), this);
        await using (registration.ConfigureAwait(false))
        {
            try
            {
                await CarryAllAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Nobody wants it any more.
            }
            finally
            {
                content.Dispose();
            }
        }
    }

    private async Task CarryAllAsync()
    {
        var reply = await OpenAsync().ConfigureAwait(false);
        for (var losses = 0; ;)
        {
            if (reply is not StreamReply.Opened opened)
            {
                told(this, StreamTrigger.Failed, (StreamReply.Failed)reply);
                return;
            }
            told(this, StreamTrigger.Opened, null);
            var began = desk.Clock.GetTimestamp();
            var (closed, why) = await CarryAsync(opened.Socket).ConfigureAwait(false);
            if (stop.IsCancellationRequested) return;
            if (closed)
            {
                told(this, StreamTrigger.Closed, null);
                return;
            }
            losses = desk.Clock.GetElapsedTime(began) < s_steady ? losses + 1 : 1;
            if (losses > MostQuickLosses)
            {
                told(this, StreamTrigger.Failed, new StreamReply.Failed(StreamFault.Interrupted, $"The connection was lost {losses} times within seconds: {why}"));
                return;
            }
            told(this, StreamTrigger.Lost, null);
            reply = await OpenAgainAsync(why).ConfigureAwait(false);
        }
    }

    private async Task<StreamReply> OpenAsync()
    {
        using var limit = new CancellationTokenSource(s_openLimit, desk.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop.Token);
        try
        {
            return await desk.Streams!.OpenAsync(opening, either.Token).ConfigureAwait(false);   // without it no stream begins
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new StreamReply.Failed(StreamFault.TimedOut, $"It did not open within {s_openLimit.TotalSeconds:0} s.");
        }
    }

    private async Task<StreamReply> OpenAgainAsync(string lost)
    {
        StreamReply reply = new StreamReply.Failed(StreamFault.Interrupted, lost);
        foreach (var pause in s_pauses)
        {
            await Task.Delay(pause, desk.Clock, stop.Token).ConfigureAwait(false);
            reply = await OpenAsync().ConfigureAwait(false);
            if (reply is StreamReply.Opened) return reply;
        }
        return new StreamReply.Failed(StreamFault.Interrupted, $"{lost} {((StreamReply.Failed)reply).Why}");
    }

    /// <summary>Until it is over, one way or another.</summary>
    private async Task<(bool Closed, string Why)> CarryAsync(WebSocket socket)
    {
        using (socket)
        {
            _ended = false;
            using var limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, desk.Clock);
            using var registration = stop.Token.UnsafeRegister(static source => ((CancellationTokenSource)source!).CancelAfter(s_farewell), limit);
            var receiving = ReceiveAllAsync(socket, limit.Token);
            var sent = await SendAllAsync(socket, limit).ConfigureAwait(false);
            if (sent.Length > 0) socket.Abort();
            var (closed, why) = await receiving.ConfigureAwait(false);
            return (closed && sent.Length == 0, sent.Length > 0 ? sent : why);
        }
    }

    /// <returns>Empty: all was sent, and a close frame behind it. Else what went wrong.</returns>
    private async Task<string> SendAllAsync(WebSocket socket, CancellationTokenSource limit)
    {
        try
        {
            await SendAsync(content.Metadata()).ConfigureAwait(false);
            while (!_ended && !stop.IsCancellationRequested)
            {
                while (!stop.IsCancellationRequested && content.TryTake(out var text)) await SendAsync(text).ConfigureAwait(false);
                if (!_ended && !stop.IsCancellationRequested) await _wake.WaitAsync().ConfigureAwait(false);
            }
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token).ConfigureAwait(false);
            return "";
        }
        catch (Exception failure) when (failure is WebSocketException or IOException or InvalidOperationException)
        {
            return $"The connection was lost: {failure.Message}";
        }
        catch (OperationCanceledException)
        {
            return $"Nothing was taken for {s_sendLimit.TotalSeconds:0} s.";
        }

        async ValueTask SendAsync(ReadOnlyMemory<byte> text)
        {
            if (!stop.IsCancellationRequested) limit.CancelAfter(s_sendLimit);
            await socket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, limit.Token).ConfigureAwait(false);
            if (!stop.IsCancellationRequested) limit.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    /// <returns>Whether the application has closed it, and else what went wrong.</returns>
    private async Task<(bool Closed, string Why)> ReceiveAllAsync(WebSocket socket, CancellationToken limit)
    {
        var (buffer, length) = (new byte[FirstBuffer], 0);
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(length), limit).ConfigureAwait(false);
                if (part.MessageType == WebSocketMessageType.Close) return (socket.CloseStatus is WebSocketCloseStatus.NormalClosure or WebSocketCloseStatus.EndpointUnavailable or WebSocketCloseStatus.Empty or null, $"It was closed with {(int?)socket.CloseStatus}.");
                length += part.Count;
                if (part.EndOfMessage)
                {
                    if (part.MessageType == WebSocketMessageType.Text && !content.Receive(buffer.AsSpan(0, length), out var why)) desk.Logger.NotUnderstood(opening.CallConnectionId, why);
                    length = 0;
                }
                if (length > StreamingReader.MaxBytes) return (false, $"A message had more than {StreamingReader.MaxBytes} octets.");
                if (length == buffer.Length) Array.Resize(ref buffer, 2 * length);
            }
        }
        catch (Exception failure) when (failure is WebSocketException or IOException or InvalidOperationException or OperationCanceledException)
        {
            return (false, $"The connection was lost: {failure.Message}");
        }
        finally
        {
            _ended = true;
            _wake.Signal();
        }
    }
}
