using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Telephony.Support.Network;

/// <summary>A web server that answers exactly what a test says, well-formed or not, on a free port of this machine.</summary>
public sealed class WebServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<ServedRequest, ServedResponse> _answer;
    private readonly Task _running;

    public WebServer(Func<ServedRequest, ServedResponse> answer)
    {
        _answer = answer;
        _listener.Start();
        _running = RunAsync();
    }

    /// <summary>All requests so far.</summary>
    public ConcurrentQueue<ServedRequest> Requests { get; } = new();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Url(string path) => new($"http://127.0.0.1:{Port}{path}");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _running;
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException || (e is InvalidOperationException && _end.IsCancellationRequested))
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var own = client;
        try
        {
            var stream = client.GetStream();
            var head = new StringBuilder();
            var octet = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                if (await stream.ReadAsync(octet, _end.Token) == 0) return;
                head.Append((char)octet[0]);
            }
            var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            var headers = lines.Skip(1).Select(static line => line.Split(": ", 2)).ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.OrdinalIgnoreCase);
            var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length) : 0];
            if (headers.TryGetValue("Transfer-Encoding", out _)) body = await ChunkedAsync(stream);
            else await stream.ReadExactlyAsync(body, _end.Token);
            var request = new ServedRequest(lines[0].Split(' ')[0], lines[0].Split(' ')[1], headers, body);
            Requests.Enqueue(request);
            var response = _answer(request);
            foreach (var part in response.Parts)
            {
                await stream.WriteAsync(part, _end.Token);
                await stream.FlushAsync(_end.Token);
            }
            if (response.Hangs) await Task.Delay(Timeout.Infinite, _end.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client has had enough, or the test is over.
        }
    }

    private async Task<byte[]> ChunkedAsync(NetworkStream stream)
    {
        var body = new List<byte>();
        for (;;)
        {
            var line = "";
            var octet = new byte[1];
            while (!line.EndsWith("\r\n", StringComparison.Ordinal))
            {
                await stream.ReadExactlyAsync(octet, _end.Token);
                line += (char)octet[0];
            }
            var chunk = new byte[int.Parse(line.Trim(), System.Globalization.NumberStyles.HexNumber) + 2];
            await stream.ReadExactlyAsync(chunk, _end.Token);
            if (chunk.Length == 2) return [.. body];
            body.AddRange(chunk.AsSpan(0, chunk.Length - 2));
        }
    }
}

public sealed record ServedRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <param name="Parts">Octets as they go over the wire, head and all.</param>
/// <param name="Hangs">The connection stays open without a further octet.</param>
public sealed record ServedResponse(IReadOnlyList<byte[]> Parts, bool Hangs = false)
{
    public static ServedResponse Of(int status, string type, byte[] body, string headers = "") =>
        new([Encoding.ASCII.GetBytes($"HTTP/1.1 {status} Word\r\n{(type.Length > 0 ? $"Content-Type: {type}\r\n" : "")}Content-Length: {body.Length}\r\nConnection: close\r\n{headers}\r\n"), body]);

    public static ServedResponse Redirect(string to, int status = 302) => Of(status, "", [], $"Location: {to}\r\n");

    public static ServedResponse Raw(string text, bool hangs = false) => new([Encoding.ASCII.GetBytes(text)], hangs);
}
