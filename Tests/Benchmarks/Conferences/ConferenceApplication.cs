using Telephony.Benchmarks.Api;

namespace Telephony.Benchmarks.Conferences;

/// <summary>An application that answers every call and moves it into the first one: all who call are in one conference.</summary>
internal sealed class ConferenceApplication : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _callers = [];      // raw ids, by connection: answered
    private readonly HashSet<string> _connected = [];
    private AnsweringApplication _application = null!;              // set by StartAsync, before anything comes
    private string? _first;
    private int _seated;

    private ConferenceApplication()
    {
    }

    public string Url => _application.Url;

    /// <summary>Phones in the conference.</summary>
    public int Seated => Volatile.Read(ref _seated);

    public static async Task<ConferenceApplication> StartAsync(int port, SignedRequests requests)
    {
        var conference = new ConferenceApplication();
        conference._application = await AnsweringApplication.StartAsync(port, requests, conference.OnAnsweredAsync, conference.OnToldAsync);
        return conference;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private Task OnAnsweredAsync(string connection, string caller)
    {
        lock (_gate) _callers[connection] = caller;
        return SeatAsync(connection);
    }

    private Task OnToldAsync(CallNews news)
    {
        if (news.Type != "CallConnected") return Task.CompletedTask;
        lock (_gate) _connected.Add(news.Connection);
        return SeatAsync(news.Connection);
    }

    /// <summary>When both the answer to our request and the call's own event are here.</summary>
    private async Task SeatAsync(string connection)
    {
        string? caller, first;
        lock (_gate)
        {
            if (!_connected.Contains(connection) || !_callers.Remove(connection, out caller)) return;
            first = _first;
            _first ??= connection;
        }
        if (first is not null)
        {
            var phone = new Dictionary<string, object> { ["kind"] = "phoneNumber", ["rawId"] = caller, ["phoneNumber"] = new Dictionary<string, object> { ["value"] = caller[2..] } };
            await _application.Api.PostAsync($"/{first}/participants:moveHere", new Dictionary<string, object> { ["targetParticipants"] = new[] { phone }, ["fromCall"] = connection });
        }
        Interlocked.Increment(ref _seated);
    }
}
