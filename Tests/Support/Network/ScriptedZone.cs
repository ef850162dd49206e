using Telephony.Net.Addresses;
using Telephony.Sip.Resolution;

namespace Telephony.Support.Network;

/// <summary>A zone in memory. What it does not hold does not exist; questions can be held back to be answered later.</summary>
public sealed class ScriptedZone : IDnsQuery
{
    private readonly Dictionary<(string, DnsType), DnsAnswer> _answers = [];
    private readonly List<(TaskCompletionSource<DnsAnswer> Promise, string Name, DnsType Type)> _held = [];

    public List<string> Asked { get; } = [];

    public bool HoldBack { get; set; }

    public TimeSpan TimeToLive { get; set; } = TimeSpan.FromSeconds(60);

    public ScriptedZone A(string name, params string[] addresses) => Put(name, DnsType.A, addresses.Select(DnsRecord (text) => new DnsRecord.Address(Parse(text))));

    public ScriptedZone Aaaa(string name, params string[] addresses) => Put(name, DnsType.Aaaa, addresses.Select(DnsRecord (text) => new DnsRecord.Address(Parse(text))));

    public ScriptedZone Srv(string name, params (int Priority, int Weight, int Port, string Target)[] records) =>
        Put(name, DnsType.Srv, records.Select(DnsRecord (record) => new DnsRecord.Srv(record.Priority, record.Weight, record.Port, record.Target)));

    public ScriptedZone Naptr(string name, params (int Order, int Preference, string Services, string Replacement)[] records) =>
        Put(name, DnsType.Naptr, records.Select(DnsRecord (record) => new DnsRecord.Naptr(record.Order, record.Preference, "s", record.Services, "", record.Replacement)));

    public ScriptedZone Put(string name, DnsType type, IEnumerable<DnsRecord> records) =>
        Put(name, type, new DnsAnswer(DnsStatus.Found, [.. records], TimeToLive));

    public ScriptedZone Put(string name, DnsType type, DnsAnswer answer)
    {
        _answers[(name, type)] = answer;
        return this;
    }

    public Task<DnsAnswer> QueryAsync(string name, DnsType type, CancellationToken cancellation)
    {
        Asked.Add($"{type.ToString().ToUpperInvariant()} {name}");
        if (!HoldBack) return Task.FromResult(Answer(name, type));
        var promise = new TaskCompletionSource<DnsAnswer>();
        _held.Add((promise, name, type));
        return promise.Task;
    }

    public void Release()
    {
        while (_held.Count > 0)
        {
            var (promise, name, type) = _held[0];
            _held.RemoveAt(0);
            promise.SetResult(Answer(name, type));
        }
    }

    private DnsAnswer Answer(string name, DnsType type)
    {
        if (_answers.TryGetValue((name, type), out var answer)) return answer;
        var exists = _answers.Keys.Any(key => key.Item1 == name || key.Item1.EndsWith("." + name, StringComparison.Ordinal));
        return new DnsAnswer(exists ? DnsStatus.NoData : DnsStatus.NoSuchName, [], TimeSpan.FromHours(1));
    }

    private static NetEndpoint Parse(string text) => NetEndpoint.TryParse(text, out var address) ? address : throw new FormatException(text);
}
