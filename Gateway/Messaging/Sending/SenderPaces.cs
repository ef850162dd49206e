using System.Collections.Concurrent;
using Telephony.Domain.Messages;

namespace Telephony.Messaging.Sending;

/// <summary>
/// When each message of a sender may leave, where its carriers let it send so many parts a second: a turn is given when the message is accepted and stored with it as the time it is due. So nothing
/// waits in memory, the outbox sleeps until the next turn, and turns survive a restart. Safe to call from any thread. Several gateways on one store each keep the pace by themselves.
/// </summary>
public sealed class SenderPaces(IMessageStore store, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Line> _lines = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="perSecond">Parts a second; 0: no limit.</param>
    /// <param name="parts">Of each message.</param>
    /// <returns>One turn a message, in order.</returns>
    public async ValueTask<IReadOnlyList<DateTimeOffset>> TakeTurnsAsync(MessageAddress sender, double perSecond, int parts, int messages, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (perSecond <= 0) return [.. Enumerable.Repeat(now, messages)];
        if (!_lines.TryGetValue(sender.Text, out var line))
        {
            // What an earlier run gave turns to goes first.
            var last = await store.LastDueAsync(sender, cancellation).ConfigureAwait(false);
            line = _lines.GetOrAdd(sender.Text, _ => new Line(last is { } due ? due + TimeSpan.FromSeconds(1 / perSecond) : default));
        }
        return line.Take(now, TimeSpan.FromSeconds(parts / perSecond), messages);
    }

    private sealed class Line(DateTimeOffset first)
    {
        private readonly Lock _gate = new();
        private DateTimeOffset _next = first;

        public IReadOnlyList<DateTimeOffset> Take(DateTimeOffset now, TimeSpan gap, int messages)
        {
            var turns = new DateTimeOffset[messages];
            lock (_gate)
            {
                if (_next < now) _next = now;
                for (var i = 0; i < messages; i++)
                {
                    turns[i] = _next;
                    _next += gap;
                }
            }
            return turns;
        }
    }
}
