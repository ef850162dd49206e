using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Telephony.Peers.Processes;
using Telephony.Twilio.Settings;
using Xunit;

namespace Telephony.Interop.Carriers;

/// <summary>Twilio as <c>Node/twilio-mock.mjs</c> plays it: prism with Twilio's own document, and the memory of an account. One process for the tests of a class.</summary>
public sealed class TwilioMock : IAsyncLifetime
{
    public const string AccountSid = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    public const string AuthToken = "not-to-be-logged-31f7";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly int _port = Ports.Take();
    private readonly int _control = Ports.Take();
    private ChildProcess? _process;
    private HttpClient? _client;

    public Uri Address => new($"http://127.0.0.1:{_port}");

    private HttpClient Client => _client ?? throw new InvalidOperationException("The mock has not started.");

    public async ValueTask InitializeAsync()
    {
        _process = await ChildProcess.StartAsync("twilio", "node", [Node.Script("twilio-mock.mjs"), $"{_port}", $"{_control}", $"{Ports.Take()}", AccountSid, AuthToken], Node.Folder, TimeSpan.FromMinutes(10));
        await _process.SaysAsync("ready", Limit);
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_control}") };
    }

    public TwilioOptions Options(string publicUrl) => new()
    {
        Carrier = "twilio", AccountSid = AccountSid, AuthToken = AuthToken, PublicUrl = publicUrl.Length > 0 ? new Uri(publicUrl) : null, BaseAddress = Address, AnswerLimit = TimeSpan.FromSeconds(2), ConnectLimit = TimeSpan.FromSeconds(2),
    };

    public Task PostAsync(string path, object? body = null) => Client.PostAsJsonAsync(path, body ?? new { });

    public async Task<IReadOnlyList<Taken>> TakenAsync() => await Client.GetFromJsonAsync<List<Taken>>("/taken", JsonSerializerOptions.Web) ?? [];

    public Task<JsonElement> GetAsync(string path) => Client.GetFromJsonAsync<JsonElement>(path);

    public async Task<(string Signature, string BodyHash)> SignAsync(object what)
    {
        var signed = await (await Client.PostAsJsonAsync("/sign", what)).Content.ReadFromJsonAsync<JsonElement>();
        return (signed.GetProperty("signature").GetString() ?? "", signed.GetProperty("bodyHash").GetString() ?? "");
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_process is not null) await _process.DisposeAsync();
    }

    public sealed record Taken(string Sid, string From, string To, string Text, string? Service, [property: JsonPropertyName("callback")] string? Callback);
}
