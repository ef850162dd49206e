using Telephony.Api.Queues;
using Telephony.Domain.Identity;
using Telephony.Domain.Queues;
using Telephony.Identity.Keys;
using Telephony.Ivr.Queues;
using Telephony.Storage.Databases;
using Telephony.Storage.Queues;
using Telephony.Storage.Sqlite;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Unit.Api;

/// <summary>A supervisor's day: nothing but requests.</summary>
public sealed class QueueAreaTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ScriptedQueues _queues = new();
    private SqliteDatabase _database = null!;
    private QueueStore _store = null!;
    private ApiBench _bench = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await SqliteDatabase.OpenAsync(_directory.File(SqliteDatabase.FileName), default);
        _store = new QueueStore(_database);
        _bench = await ApiBench.StartAsync(api => api.MapQueues(new QueueServices(_queues, _store, TimeProvider.System)));
        _queues.On(new QueueEvent.AgentLogsIn("anna", "+12025550111", ["french"]));
        _queues.On(new QueueEvent.AgentPauses("anna"));
    }

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        await _database.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Who_waits_is_seen_in_order()
    {
        _queues.On(new QueueEvent.CallJoins("0123456789abcdefghijklmnop", 0, []));
        Assert.Equal(201, (await PostAsync("/queues/support/callbacks", """{ "phoneNumber": "+12065550123", "priority": 5 }""")).Status);
        var item = Assert.Single((await GetAsync("/queues")).Json.GetProperty("queues").EnumerateArray());
        Assert.Equal(("support", 1, 1, 1, 0), (item.GetProperty("name").GetString(), item.GetProperty("callers").GetInt32(), item.GetProperty("callbacks").GetInt32(), item.GetProperty("agents").GetInt32(), item.GetProperty("talking").GetInt32()));
        var line = (await GetAsync("/queues/support")).Json.GetProperty("line");
        Assert.Equal(("callback", "+12065550123", 1), (line[0].GetProperty("kind").GetString(), line[0].GetProperty("phoneNumber").GetString(), line[0].GetProperty("place").GetInt32()));
        Assert.Equal(("call", "0123456789abcdefghijklmnop", 2), (line[1].GetProperty("kind").GetString(), line[1].GetProperty("callId").GetString(), line[1].GetProperty("place").GetInt32()));
        Assert.False(line[1].TryGetProperty("phoneNumber", out _));
    }

    [Fact]
    public async Task An_agent_comes_rests_and_goes()
    {
        Assert.Equal("paused", await PresenceAsync());
        Assert.Equal("free", (await PostAsync("/queues/support/agents/anna/:resume")).Json.GetProperty("presence").GetString());
        Assert.Equal("paused", (await PostAsync("/queues/support/agents/anna/:pause")).Json.GetProperty("presence").GetString());
        Assert.Equal("loggedOut", (await PostAsync("/queues/support/agents/anna/:logout")).Json.GetProperty("presence").GetString());
        var back = (await PostAsync("/queues/support/agents/anna/:login", """{ "address": "+12025550112" }""")).Json;
        Assert.Equal(("free", "+12025550112"), (back.GetProperty("presence").GetString(), back.GetProperty("address").GetString()));
        Assert.Equal("free", await PresenceAsync());
        Assert.Contains((await _bench.AuditAsync()), static entry => entry.Operation == "Queues_Pause" && entry.Target == "support/anna");
    }

    [Fact]
    public async Task A_callback_is_booked_once_and_taken_back()
    {
        var first = (await PostAsync("/queues/support/callbacks", """{ "phoneNumber": "+12065550123" }""")).Json.GetProperty("callbackId").GetInt64();
        Assert.Equal(first, (await PostAsync("/queues/support/callbacks", """{ "phoneNumber": "+12065550123" }""")).Json.GetProperty("callbackId").GetInt64());
        Assert.Equal(204, (await DeleteAsync($"/queues/support/callbacks/{first}")).Status);
        Assert.Equal((404, "NotFound"), (await DeleteAsync($"/queues/support/callbacks/{first}")).StatusAndCode);
        _queues.Refuses = "Queue support is full: 100 wait.";
        Assert.Equal((409, "CallbackRefused"), (await PostAsync("/queues/support/callbacks", """{ "phoneNumber": "+12065550123" }""")).StatusAndCode);
    }

    [Fact]
    public async Task What_came_of_those_who_waited_is_counted()
    {
        var joined = DateTimeOffset.UtcNow - TimeSpan.FromMinutes(5);
        await _store.SaveAsync(new StoredQueue("support", "{}"), [new QueueVisit("support", "1", "c", "+12065550123", false, joined) { Answered = joined + TimeSpan.FromSeconds(20), Ended = joined + TimeSpan.FromSeconds(90), Outcome = "served" }], joined, default);
        var outcome = Assert.Single((await GetAsync("/queues/support/figures")).Json.GetProperty("outcomes").EnumerateArray());
        Assert.Equal(("served", "call", 1, 20.0), (outcome.GetProperty("outcome").GetString(), outcome.GetProperty("kind").GetString(), outcome.GetProperty("count").GetInt32(), outcome.GetProperty("meanWaitSeconds").GetDouble()));
        Assert.Empty((await GetAsync("/queues/support/figures?until=2020-01-01")).Json.GetProperty("outcomes").EnumerateArray());
    }

    [Theory]
    [InlineData("GET", "/queues/sales", null, 404)]
    [InlineData("GET", "/queues/sales/figures", null, 404)]
    [InlineData("GET", "/queues/support/figures?from=yesterday", null, 400)]
    [InlineData("POST", "/queues/support/agents/ben/:pause", null, 404)]
    [InlineData("POST", "/queues/sales/agents/anna/:pause", null, 404)]
    [InlineData("POST", "/queues/support/callbacks", null, 400)]
    [InlineData("POST", "/queues/support/callbacks", "{}", 400)]
    [InlineData("POST", "/queues/support/callbacks", "{\"phoneNumber\":\"12\"}", 400)]
    [InlineData("POST", "/queues/support/callbacks", "{\"phoneNumber\":\"+12065550123\",\"priority\":2000000}", 400)]
    [InlineData("POST", "/queues/sales/callbacks", "{\"phoneNumber\":\"+12065550123\"}", 404)]
    [InlineData("DELETE", "/queues/support/callbacks/first", null, 400)]
    [InlineData("DELETE", "/queues/sales/callbacks/1", null, 404)]
    public async Task What_cannot_be_is_answered(string method, string path, string? body, int status) =>
        Assert.Equal(status, (await _bench.SendAsync(_bench.Signed(new HttpMethod(method), $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}api-version=1", body))).Status);

    [Fact]
    public async Task Another_resource_has_no_queues()
    {
        await _bench.ResourceStore.AddAsync(ResourceDirectory.New(ResourceId.Parse("other"), "", _bench.Clock), default);
        await _bench.Resources.RefreshAsync(default);
        var other = _bench.Resources.Find("other")!;   // just added
        Assert.Empty((await _bench.SendAsync(_bench.Signed(HttpMethod.Get, "/queues?api-version=1", by: other, host: "other.localhost"))).Json.GetProperty("queues").EnumerateArray());
        Assert.Equal(404, (await _bench.SendAsync(_bench.Signed(HttpMethod.Post, "/queues/support/agents/anna/:resume?api-version=1", by: other, host: "other.localhost"))).Status);
        Assert.Equal("paused", await PresenceAsync());
    }

    private async Task<string?> PresenceAsync() => (await GetAsync("/queues/support")).Json.GetProperty("agents")[0].GetProperty("presence").GetString();

    private Task<BenchAnswer> GetAsync(string path) => _bench.SendAsync(_bench.Signed(HttpMethod.Get, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}api-version=1"));

    private Task<BenchAnswer> DeleteAsync(string path) => _bench.SendAsync(_bench.Signed(HttpMethod.Delete, $"{path}?api-version=1"));

    private Task<BenchAnswer> PostAsync(string path, string? body = null) => _bench.PostAsync($"{path}?api-version=1", body);

    /// <summary>One queue by its engine, without calls.</summary>
    private sealed class ScriptedQueues : IRunningQueues
    {
        private static readonly QueueSpec s_spec = new("support");
        private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;
        private QueueState _state = QueueState.Empty;

        public string? Refuses { get; set; }

        public void On(QueueEvent happened) => _state = QueueEngine.On(s_spec, _state, happened, _now).State;

        public Task<IReadOnlyList<QueueView>> ListAsync() => Task.FromResult<IReadOnlyList<QueueView>>([QueueView.Of(s_spec, _state)]);

        public Task<string?> TellAsync(string queue, QueueEvent happened)
        {
            var (agents, callbacks) = (_state.Agents.Select(static agent => agent.Id), _state.Waiting.Select(static one => one.Id));
            if (happened is QueueEvent.AgentPauses pauses && !agents.Contains(pauses.Agent)) return Task.FromResult<string?>($"Queue {queue} has no agent {pauses.Agent}.");
            if (happened is QueueEvent.CallbackCancelled cancelled && !callbacks.Contains(cancelled.Id)) return Task.FromResult<string?>($"Queue {queue} has no callback {cancelled.Id}.");
            On(happened);
            return Task.FromResult<string?>(null);
        }

        public Task<(Waiting? Booked, string Why)> BookAsync(string queue, string number, int priority)
        {
            if (Refuses is not null) return Task.FromResult<(Waiting?, string)>((null, Refuses));
            On(new QueueEvent.CallbackBooked("", number, priority, []));
            return Task.FromResult<(Waiting?, string)>((_state.Waiting.First(one => one.Number == number), ""));
        }
    }
}
