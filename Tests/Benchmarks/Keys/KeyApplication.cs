using System.Collections.Concurrent;
using Telephony.Benchmarks.Api;
using Telephony.Benchmarks.Media;

namespace Telephony.Benchmarks.Keys;

/// <summary>An application that answers every call, has each key told, and measures when it hears of it.</summary>
internal sealed class KeyApplication : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, string> _callers = new();           // by connection
    private readonly ConcurrentDictionary<string, long> _pressed = new();             // when the last key of a caller ended
    private readonly DelayHistogram _delays = new();
    private AnsweringApplication _application = null!;                                // set by StartAsync, before anything comes
    private int _listening;

    private KeyApplication()
    {
    }

    public string Url => _application.Url;

    /// <summary>Calls whose keys are told.</summary>
    public int Listening => Volatile.Read(ref _listening);

    public DelayHistogram Delays
    {
        get { lock (_delays) return _delays; }
    }

    public static async Task<KeyApplication> StartAsync(int port, SignedRequests requests)
    {
        var keys = new KeyApplication();
        keys._application = await AnsweringApplication.StartAsync(port, requests, keys.OnAnsweredAsync, keys.OnToldAsync);
        return keys;
    }

    /// <summary>A key of this caller has ended.</summary>
    public void Expect(string caller, long endsAt) => _pressed[caller] = endsAt;

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private Task OnAnsweredAsync(string connection, string caller)
    {
        _callers[connection] = caller[2..];
        return Task.CompletedTask;
    }

    private Task OnToldAsync(CallNews news)
    {
        switch (news.Type)
        {
            case "CallConnected":
                _ = ListenAsync(news.Connection);
                break;
            case "ContinuousDtmfRecognitionToneReceived":
                if (_callers.TryGetValue(news.Connection, out var caller) && _pressed.TryRemove(caller, out var endsAt))
                    lock (_delays) _delays.Add(news.At - endsAt);
                break;
            default:
                break;
        }
        return Task.CompletedTask;
    }

    private async Task ListenAsync(string connection)
    {
        await _application.Api.PostAsync($"/{connection}:startContinuousDtmfRecognition", []);
        Interlocked.Increment(ref _listening);
    }
}
