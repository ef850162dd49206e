using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Domain.Messages;
using Telephony.Peers.Agents;
using Telephony.Peers.Processes;
using Telephony.Smpp;
using Telephony.Smpp.Settings;

namespace Telephony.Interop.Carriers;

/// <summary>The message centre of <c>Node/smsc.mjs</c> with our adapter bound to it.</summary>
internal sealed class SmppCentre : IFarSide
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly HttpClient _control;
    private readonly ChildProcess _process;
    private readonly SmppCarrier? _carrier;
    private readonly WorkFolder _work;
    private readonly int _port;

    private SmppCentre(ChildProcess process, HttpClient control, SmppCarrier? carrier, WorkFolder work, int port) => (_process, _control, _carrier, _work, _port) = (process, control, carrier, work, port);

    public ICarrierMessages Adapter => _carrier ?? throw new InvalidOperationException("The centre was started alone.");

    /// <summary>The centre without an adapter of the test's own: for a gateway.</summary>
    public static async Task<SmppCentre> StartAloneAsync()
    {
        var (work, port, control) = (new WorkFolder(), Ports.Take(), Ports.Take());
        var process = await ChildProcess.StartAsync("smsc", "node", [Node.Script("smsc.mjs"), $"{port}", $"{control}", "secret"], Node.Folder, TimeSpan.FromHours(1));
        await process.HoldsAsync(process.SaysAsync("ready", Limit));
        return new SmppCentre(process, new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{control}") }, null, work, port);
    }

    /// <summary>A file for <c>Messaging:File</c> by which a gateway binds to it.</summary>
    /// <param name="more">Fields behind the carriers, with a leading comma.</param>
    public string MessagingFile(string more = "") => _work.Write("messaging.json", $$"""
        { "carriers": [ { "name": "centre", "smpp": { "host": "127.0.0.1", "port": {{_port}}, "systemId": "telephony", "password": "secret", "responseSeconds": 120 } } ]{{more}} }
        """);

    public static async Task<SmppCentre> StartAsync(RememberingSink sink, Func<SmppOptions, SmppOptions>? change = null, Certificates? tls = null)
    {
        var (work, port, control) = (new WorkFolder(), Ports.Take(), Ports.Take());
        string[] arguments = [Node.Script("smsc.mjs"), $"{port}", $"{control}", "secret", .. tls is null ? (string[])[] : [tls.CertificateFile, tls.KeyFile]];
        var process = await ChildProcess.StartAsync("smsc", "node", arguments, Node.Folder, TimeSpan.FromMinutes(2));
        await process.SaysAsync("ready", Limit);
        var options = new SmppOptions
        {
            Carrier = "centre", Host = tls is null ? "127.0.0.1" : "localhost", Port = port, Tls = tls is not null, TlsAuthority = tls?.AuthorityFile ?? "", SystemId = "telephony", Password = "secret",
            ResponseLimit = TimeSpan.FromSeconds(2), FirstRetry = TimeSpan.FromMilliseconds(50), LongestRetry = TimeSpan.FromMilliseconds(200),
        };
        var carrier = new SmppCarrier(change?.Invoke(options) ?? options, sink, TimeProvider.System, NullLogger<SmppCarrier>.Instance);
        carrier.Start();
        return new SmppCentre(process, new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{control}") }, carrier, work, port);
    }

    public Task BoundAsync() => Until.TrueAsync(() => Adapter.NotReady is null, Limit, () => $"Not bound: {Adapter.NotReady}\n{_process.Log}");

    public async Task<IReadOnlyList<TakenMessage>> TakenAsync()
    {
        var parts = await _control.GetFromJsonAsync<List<Part>>("/taken", JsonSerializerOptions.Web) ?? [];
        return [.. parts.Select(static (part, at) => (part, at)).GroupBy(static item => item.part.Total is > 1 ? $"{item.part.To} {item.part.Reference}" : $"{item.at}")
            .Select(static group => new TakenMessage("+" + group.First().part.From, "+" + group.First().part.To, string.Concat(group.OrderBy(static item => item.part.Index).Select(static item => item.part.Text))))];
    }

    public Task DeliverAsync(string from, string to, string text) => PostAsync("/deliver", new { from = from[1..], to = to[1..], text });

    public Task DeliverInPartsAsync(string from, string to, string text, int parts) => PostAsync("/deliver", new { from = from[1..], to = to[1..], text, parts });

    public Task PostAsync(string path, object? body = null) => _control.PostAsJsonAsync(path, body ?? new { });

    public async Task<int> BindsAsync() => (await _control.GetFromJsonAsync<JsonElement>("/binds")).GetArrayLength();

    public async Task DisappearAsync()
    {
        _process.Signal(PosixSignalNumber.Kill);
        await Until.TrueAsync(() => Adapter.NotReady is not null, Limit, static () => "The adapter did not notice.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_carrier is not null) await _carrier.DisposeAsync();
        await _process.DisposeAsync();
        _control.Dispose();
        _work.Dispose();
    }

    private sealed record Part(string From, string To, string Text, int? Reference, int? Total, [property: JsonPropertyName("part")] int? Index);
}
