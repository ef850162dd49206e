using System.Net;
using System.Text;
using System.Text.Json;
using Telephony.Interop.Calls;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Telephony.Peers.Sounds;
using Xunit;

namespace Telephony.Interop.Flows;

/// <summary>A gateway with the five worked examples as they ship, a registered phone, a web service that they ask. One for all tests of the class.</summary>
public sealed class FlowHouse : IAsyncLifetime
{
    public const string Reception = "+12025550102", Queue = "+12025550103", Mailbox = "+12025550104", Pin = "+12025550105", Survey = "+12025550106", Broken = "+12025550107";
    public const string CustomerNumber = "+12065550123";

    private readonly HttpListener _web = new();
    private readonly int _webPort = Ports.Take();
    private readonly Dictionary<string, Task> _calls = [];
    private readonly SemaphoreSlim _start = new(1);

    public Field Field { get; } = new();

    public GatewayProcess Gateway { get; private set; } = null!;   // set before any test

    /// <summary>The agent and colleague: says 700 Hz.</summary>
    public Baresip Anna { get; private set; } = null!;   // set before any test

    public string Folder { get; private set; } = "";

    /// <summary>The microphone of somebody who only listens: what sounds while a flow listens interrupts its prompts.</summary>
    public string Silence { get; private set; } = "";

    public List<(string Path, string Body)> Asked { get; } = [];

    public async ValueTask InitializeAsync()
    {
        _web.Prefixes.Add($"http://127.0.0.1:{_webPort}/");
        _web.Start();
        Silence = Field.Work.File("silence.wav");
        new WaveFile(new short[110 * 8000], 8000).Write(Silence);
        _ = ServeAsync();
        Folder = Field.Work.Folder("flows");
        Directory.CreateDirectory(Path.Combine(Folder, "queues"));
        Ship("reception.json", ("\"Mon-Thu 08:00-18:00\", \"Fri 08:00-14:00\"", "\"Mon-Sun 00:00-24:00\""), ("\"01-01 New Year\", \"05-01 Labour Day\", \"12-24 08:00-12:00 Christmas Eve\", \"12-25 Christmas Day\", \"12-26 St. Stephen's Day\"", ""), ("20201026", "19990101"), ("RRULE:FREQ=YEARLY", "X-NO-RULE:1"), ("20270329", "19990102"));
        Ship("support-queue.json");
        Ship("mailbox.json");
        Ship("pin-check.json", ("127.0.0.1:8099", $"127.0.0.1:{_webPort}"));
        Ship("survey.json", ("127.0.0.1:8099", $"127.0.0.1:{_webPort}"));
        Ship("queues/support.json", ("Mon-Sun 08:00-20:00", "Mon-Sun 00:00-24:00"));
        await File.WriteAllTextAsync(Path.Combine(Folder, "broken.json"), BrokenFlow);
        var ports = GatewayPorts.Take(400);
        WriteMusic(Path.Combine(Field.Work.Folder($"gateway-{ports.Sip}"), "data", "music", "hold.wav"));   // a flow whose sounds are missing is not taken
        Gateway = await Field.GatewayAsync(
            new GatewaySetup { MediaPorts = 400 }
                .Trunk("near.example", trunk => trunk.From("127.0.0.0/8").With("transit", false))
                .TrunkFile("phones.json", (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "sbc-config", "trunks", "phones.json"))).Replace("\"accounts\": [", $$"""
                    "accounts": [ { "user": "{{CustomerNumber}}", "password": "customer" },
                    """, StringComparison.Ordinal))
                .Number("+12025550100", "echo").Number(Reception, "flow", "reception").Number(Queue, "flow", "support-queue").Number(Mailbox, "flow", "mailbox", "all").Number(Pin, "flow", "pin-check").Number(Survey, "flow", "survey").Number(Broken, "flow", "broken")
                .Setting("Flows__Folder", Folder).Setting("Flows__PrivateNetworks__0", "127.0.0.0/8"),
            ports);
        Anna = await RegistersAsync("anna", "demo-anna", 700);
    }

    /// <summary>Begins calls that run side by side; only the first time.</summary>
    public void Begin(params Func<Task>[] calls)
    {
        if (_calls.Count > 0) return;
        foreach (var call in calls) _calls.Add(call.Method.Name, Task.Run(call));
    }

    /// <summary>One of them, to its end.</summary>
    public Task Call(string name) => _calls[name];

    /// <summary>All of them, whatever became of them.</summary>
    public async Task AllCallsAsync() => await Task.WhenAll(_calls.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>A phone that registers, and is there when it has. It lives for two hundred seconds.</summary>
    /// <param name="hertz">What it says; 0: nothing.</param>
    public async Task<Baresip> RegistersAsync(string user, string password, int hertz = 0)
    {
        var before = await Gateway.MetricAsync("telephony_registration_bindings");
        var phone = await OneByOneAsync(() => Field.BaresipAsync(new BaresipPhone { User = user, AuthUser = user, AuthPassword = password, Registrar = Gateway.Address, ToneHertz = hertz, Microphone = hertz == 0 ? Silence : null }));
        await Until.TrueAsync(async () => await Gateway.MetricAsync("telephony_registration_bindings") > before, TimeSpan.FromSeconds(20), () => $"{user} was to register. Log:\n{Gateway.Process.Log}");
        return phone;
    }

    /// <summary>Somebody who dials, says nothing, and is there when he is connected.</summary>
    public async Task<Caller> CallsAsync(string number, string user = "caller")
    {
        var caller = Listens(await OneByOneAsync(() => Field.BaresipAsync(new BaresipPhone { User = user, Microphone = Silence })), $"The caller of {number}");
        await caller.Phone.Control.DialAsync($"sip:{number}@{Gateway.Address}");
        await caller.IsConnectedAsync();
        return caller;
    }

    public Caller Listens(Baresip phone, string name) => new(phone, name, () => Gateway.Process.Log);

    public Task<Sipp> SippAsync(SippRun run) => OneByOneAsync(() => Field.SippAsync(run));

    /// <summary>Waits for a line in the gateway's log.</summary>
    public Task SaysAsync(string text, int times = 1) => Until.TrueAsync(
        () => Gateway.Process.Log.Split(text).Length > times, TimeSpan.FromSeconds(30), () => $"The gateway did not say \"{text}\" {times} times. Log:\n{Gateway.Process.Log}");

    /// <summary>What the first call of a flow did: for messages.</summary>
    public Task<string> StepsAsync(string flow) => Gateway.CommandAsync("call", Gateway.Process.Log.Split('\n').First(line => line.Contains($"begins flow {flow}@", StringComparison.Ordinal)).Split("Call ")[1].Split(' ')[0]);

    /// <summary>Copies a document of the examples, with changes that must find something to change.</summary>
    public void Ship(string name, params (string Shipped, string Here)[] changes)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "Ivr", "Examples", name));
        foreach (var (shipped, here) in changes)
        {
            if (!text.Contains(shipped, StringComparison.Ordinal)) throw new InvalidOperationException($"The example {name} does not contain '{shipped}' any more.");
            text = text.Replace(shipped, here, StringComparison.Ordinal);
        }
        File.WriteAllText(Path.Combine(Folder, name), text);
    }

    public async ValueTask DisposeAsync()
    {
        _web.Close();
        await Field.DisposeAsync();
        _start.Dispose();
    }

    private async Task<T> OneByOneAsync<T>(Func<Task<T>> start)
    {
        await _start.WaitAsync();
        try
        {
            return await start();
        }
        finally
        {
            _start.Release();
        }
    }

    private const string BrokenFlow = """
        { "format": 1, "name": "broken", "start": "which", "onError": "sorry",
          "nodes": {
            "which": { "type": "digits", "prompt": "Which one?", "into": "one", "least": 1, "most": 1, "exits": { "done": "choose", "noInput": "end" } },
            "choose": { "type": "branch", "cases": [
              { "when": "one === '1'", "exit": "file" }, { "when": "one === '2'", "exit": "voice" }, { "when": "one === '3'", "exit": "web" }, { "when": "one === '4'", "exit": "route" }, { "when": "one === '5'", "exit": "queue" }],
              "exits": { "file": "file", "voice": "voice", "web": "web", "route": "route", "queue": "queue", "otherwise": "end" } },
            "file": { "type": "play", "file": "nothing/{{ one }}.wav", "exits": { "done": "end" } },
            "voice": { "type": "say", "prompt": { "ssml": "<speak xml:lang=\"xx-XX\">Nobody speaks this.</speak>" }, "exits": { "done": "end" } },
            "web": { "type": "http", "url": "http://127.0.0.1:1/", "retries": 0, "exits": { "done": "end", "failed": "sorry" } },
            "route": { "type": "dial", "to": "+3905550100", "exits": { "done": "end", "failed": "sorry" } },
            "queue": { "type": "queue", "queue": "nothing", "exits": { "done": "end", "timeout": "end" } },
            "sorry": { "type": "say", "prompt": "That did not work. Please try another one.", "exits": { "done": "which", "error": "end" } },
            "end": { "type": "hangUp" } },
          "variables": { "one": { "type": "text" } } }
        """;

    private static void WriteMusic(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);   // a folder was given
        new WaveFile(Tone.Samples(300, TimeSpan.FromSeconds(20), 8000), 8000).Write(file);
    }

    private async Task ServeAsync()
    {
        while (_web.IsListening)
        {
            HttpListenerContext asked;
            try
            {
                asked = await _web.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            using var reader = new StreamReader(asked.Request.InputStream);
            var body = await reader.ReadToEndAsync();
            var path = asked.Request.Url!.AbsolutePath;   // a request has one
            lock (Asked) Asked.Add((path, body));
            var right = path != "/accounts/123456/pin" || JsonDocument.Parse(body).RootElement.GetProperty("pin").GetString() == "4711";
            asked.Response.StatusCode = right ? 200 : 403;
            asked.Response.ContentType = "application/json";
            await asked.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(right ? """{ "customer": { "name": "Mary Jones" }, "balance": 12.5 }""" : "{}"));
            asked.Response.Close();
        }
    }
}
