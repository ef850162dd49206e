using System.Globalization;
using System.Text;
using Telephony.Domain.Addresses;
using Telephony.Domain.Numbers;

namespace Telephony.Simulator.Numbers;

/// <summary>
/// What the simulated carrier has sold to us: a file that only grows, a line an order, so that it remembers when the gateway dies, as a real carrier would, and can be counted.
/// <code>
/// buy +14255550110 0190f1c2… SIM-1
/// release +14255550110 0190f1d0… SIM-1
/// </code>
/// </summary>
internal sealed class SimulatorLedger : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<PhoneNumber, OwnedNumber> _owned = [];
    private readonly FileStream? _file;
    private long _sold;

    /// <param name="path">Null: remembers as long as the process lives.</param>
    public SimulatorLedger(string? path)
    {
        if (path is null) return;
        if (File.Exists(path))
        {
            foreach (var line in File.ReadLines(path)) Take(line);
        }
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    }

    public IReadOnlyList<OwnedNumber> Owned
    {
        get { lock (_gate) return [.. _owned.Values]; }
    }

    public OwnedNumber? Find(PhoneNumber number)
    {
        lock (_gate) return _owned.GetValueOrDefault(number);
    }

    /// <summary>Null: it is sold already.</summary>
    public OwnedNumber? Buy(PhoneNumber number, string reference)
    {
        lock (_gate)
        {
            if (_owned.ContainsKey(number)) return null;
            var owned = new OwnedNumber(number, string.Create(CultureInfo.InvariantCulture, $"SIM-{_sold + 1}"), reference);
            Write($"buy {number} {reference} {owned.CarrierId}");
            return owned;
        }
    }

    public void Release(PhoneNumber number, string reference)
    {
        lock (_gate)
        {
            if (_owned.TryGetValue(number, out var owned)) Write($"release {number} {reference} {owned.CarrierId}");
        }
    }

    public void Dispose() => _file?.Dispose();

    // One write a line, so that a kill leaves it whole or not at all.
    private void Write(string line)
    {
        _file?.Write(Encoding.UTF8.GetBytes(line + "\n"));
        Take(line);
    }

    private void Take(string line)
    {
        if (line.Split(' ') is not [var verb, var text, var reference, var id] || !PhoneNumber.TryParse(text, out var number)) return;
        if (verb == "buy") (_owned[number], _sold) = (new OwnedNumber(number, id, reference), _sold + 1);
        else _owned.Remove(number);
    }
}
