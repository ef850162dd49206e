using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Telephony.Peers.Processes;

namespace Telephony.Peers.Agents;

/// <summary>baresip's ctrl_tcp: JSON in netstrings (<c>LENGTH:{…},</c>), commands out, answers and events in.</summary>
public sealed class BaresipControl : IAsyncDisposable
{
    private readonly TcpClient _client;
    private readonly string _who;
    private readonly Lock _gate = new();
    private readonly List<JsonElement> _events = [];
    private readonly Task _reader;

    private BaresipControl(TcpClient client, string who)
    {
        (_client, _who) = (client, who);
        _reader = ReadAsync();
    }

    /// <summary>All events so far, as one JSON text per line: for messages.</summary>
    public string Account
    {
        get { lock (_gate) return string.Join('\n', _events); }
    }

    /// <summary>What it has reported until now belongs to an earlier call.</summary>
    public void Forget()
    {
        lock (_gate) _events.Clear();
    }

    public static async Task<BaresipControl> ConnectAsync(int port, string who)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        return new BaresipControl(client, who);
    }

    public Task DialAsync(string uri) => SendAsync("dial", uri);

    public Task AcceptAsync() => SendAsync("accept");

    /// <summary>From now on its microphone hears this WAV, from its beginning. It must be longer than the call.</summary>
    public Task SpeakAsync(string file) => SendAsync("ausrc", $"aufile,{file}");

    public Task HoldAsync() => SendAsync("hold");

    public Task ResumeAsync() => SendAsync("resume");

    public Task HangUpAsync() => SendAsync("hangup");

    /// <summary>REFER: the other side shall call that URI (blind).</summary>
    public Task TransferAsync(string uri) => SendAsync("transfer", uri);

    /// <summary>Sends one digit by RFC 4733, pressed for a tenth of a second or so.</summary>
    public async Task PressAsync(char digit)
    {
        await SendAsync("sndcode", digit.ToString());
        await Task.Delay(150);
        await SendAsync("sndcode", "\u0004");      // key released
        await Task.Delay(250);
    }

    public Task EstablishedAsync() => EventAsync("CALL_ESTABLISHED");

    public Task ClosedAsync() => EventAsync("CALL_CLOSED");

    /// <summary>Waits until an event of this type has come, now or before.</summary>
    public Task EventAsync(string type, TimeSpan? within = null) => Until.TrueAsync(
        () => Has(type), within ?? TimeSpan.FromSeconds(20), () => $"baresip {_who} did not report {type}. Its events:\n{Account}");

    public bool Has(string type) => Count(type) > 0;

    public int Count(string type)
    {
        lock (_gate) return _events.Count(message => message.TryGetProperty("type", out var found) && found.ValueEquals(type));
    }

    /// <summary>The <c>param</c> of the first event of this type, such as the reason of CALL_CLOSED or a digit heard.</summary>
    public string? Parameter(string type)
    {
        lock (_gate)
        {
            return _events.Where(message => message.TryGetProperty("type", out var found) && found.ValueEquals(type))
                .Select(static message => message.TryGetProperty("param", out var value) ? value.GetString() : null).FirstOrDefault();
        }
    }

    /// <summary>Sends a command and waits for its answer.</summary>
    public async Task SendAsync(string command, string? parameters = null)
    {
        var token = Guid.NewGuid().ToString("N")[..8];
        var json = JsonSerializer.Serialize(new Dictionary<string, string?> { ["command"] = command, ["params"] = parameters, ["token"] = token });
        var bytes = Encoding.UTF8.GetBytes(json);
        await _client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{bytes.Length}:"));
        await _client.GetStream().WriteAsync(bytes);
        await _client.GetStream().WriteAsync(","u8.ToArray());
        await Until.TrueAsync(() => IsAnswered(token), TimeSpan.FromSeconds(10), () => $"baresip {_who} did not answer '{command} {parameters}'. It said:\n{Account}");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _reader;
    }

    private bool IsAnswered(string token)
    {
        lock (_gate) return _events.Any(message => message.TryGetProperty("token", out var found) && found.ValueEquals(token));
    }

    private async Task ReadAsync()
    {
        try
        {
            var stream = _client.GetStream();
            while (await ReadLengthAsync(stream) is { } length)
            {
                var body = new byte[length + 1];      // the comma too
                await stream.ReadExactlyAsync(body);
                using var document = JsonDocument.Parse(body.AsMemory(0, length));
                lock (_gate) _events.Add(document.RootElement.Clone());
            }
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The phone has ended; what it said before is kept.
        }
    }

    private static async Task<int?> ReadLengthAsync(NetworkStream stream)
    {
        var digits = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one) == 1)
        {
            if (one[0] == ':') return int.Parse(digits.ToString(), CultureInfo.InvariantCulture);
            digits.Append((char)one[0]);
        }

        return null;
    }
}
