using System.Collections.Concurrent;
using Telephony.Domain.Identity;

namespace Telephony.Domain.Registration;

/// <summary>What became of our registrations, and how many are registered with us. Written by the signalling loop, read from any thread.</summary>
public sealed class RegistrationBoard
{
    private readonly ConcurrentDictionary<TrunkId, RegistrationReport> reports = new();
    private readonly ConcurrentDictionary<TrunkId, int> bindings = new();
    private readonly ConcurrentDictionary<int, long> answers = new();

    public RegistrationReport? Find(TrunkId trunk) => reports.GetValueOrDefault(trunk);

    public IEnumerable<KeyValuePair<TrunkId, RegistrationReport>> Reports => reports;

    /// <summary>Final answers to REGISTER by status, since the start.</summary>
    public IEnumerable<KeyValuePair<int, long>> Answers => answers;

    /// <summary>Contacts bound now, by trunk.</summary>
    public IEnumerable<KeyValuePair<TrunkId, int>> Bindings => bindings;

    /// <summary>Contacts bound now to the accounts of the trunk.</summary>
    public int BindingsOf(TrunkId trunk) => bindings.GetValueOrDefault(trunk);

    /// <summary>False while we should be registered there and are not: its calls out would be refused. True for trunks that need no registration.</summary>
    public bool MayCall(TrunkId trunk) => !reports.TryGetValue(trunk, out var report) || report.IsUp;

    public void Set(TrunkId trunk, RegistrationReport report) => reports[trunk] = report;

    public void Remove(TrunkId trunk) => reports.TryRemove(trunk, out _);

    public void SetBindings(TrunkId trunk, int count) => bindings[trunk] = count;

    public void CountAnswer(int status) => answers.AddOrUpdate(status, 1, static (_, count) => count + 1);
}
