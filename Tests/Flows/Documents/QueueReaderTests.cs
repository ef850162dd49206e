using System.Text;
using Telephony.Flows.Support;
using Telephony.Ivr.Flows.Queues;
using Telephony.Ivr.Library;
using Xunit;

namespace Telephony.Flows.Documents;

/// <summary>Queues as documents: what is good, and every mistake with line and what is allowed.</summary>
public sealed class QueueReaderTests
{
    [Fact]
    public void A_queue_has_what_is_written_and_the_rest_by_default()
    {
        Assert.True(QueueReader.TryRead("""{ "name": "support", "agents": [{ "id": "anna", "address": "4711", "skills": ["french"] }], "callbackHours": { "timeZone": "Etc/UTC", "open": ["Mon-Fri 08:00-18:00"] } }"""u8, out var queue, out _));
        Assert.Equal(("support", "longestFree", 100, TimeSpan.FromSeconds(20), 3, true), (queue.Name, queue.Strategy, queue.MostWaiting, queue.RingFor, queue.CallbackTries, queue.NeedsAgents));
        Assert.Equal(("anna", "4711"), (queue.Agents[0].Id, queue.Agents[0].Address));
        Assert.Equal((true, false), (queue.IsCallbackTime(new DateTimeOffset(2026, 11, 30, 9, 0, 0, TimeSpan.Zero)), queue.IsCallbackTime(new DateTimeOffset(2026, 11, 29, 9, 0, 0, TimeSpan.Zero))));
    }

    [Theory]
    [InlineData("""{ "agents": [] }""", "name")]
    [InlineData("""{ "name": "a", "strategy": "loudest" }""", "longestFree")]
    [InlineData("""{ "name": "a", "ringfor": "5s" }""", "did you mean ringFor")]
    [InlineData("""{ "name": "a", "agents": [{ "id": "anna" }] }""", "address")]
    [InlineData("""{ "name": "a", "agents": [{ "id": "anna", "address": "1" }, { "id": "anna", "address": "2" }] }""", "two agents are called anna")]
    [InlineData("""{ "name": "a", "callbackHours": { "timeZone": "Mars/Olympus", "open": ["Mon 08:00-09:00"] } }""", "time zone")]
    [InlineData("""{ "name": "a", "announcement": "{{ nobody }}" }""", "nobody")]
    [InlineData("[]", "object")]
    [InlineData("{", "")]
    public void A_mistake_is_said(string text, string part)
    {
        Assert.False(QueueReader.TryRead(Encoding.UTF8.GetBytes(text), out _, out var mistakes));
        Assert.Contains(mistakes, mistake => mistake.ToString().Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public void The_example_is_good_and_a_queue_that_breaks_stays_as_it_was()
    {
        var examples = QueueFolder.Load(Path.Combine(Repository.Root, "Ivr", "Examples", "queues"), new Dictionary<string, QueueDocument>());
        Assert.Empty(examples.Sentences);
        var folder = Directory.CreateTempSubdirectory("telephony-queues-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "support.json"), "{ \"name\": }");
            var broken = QueueFolder.Load(folder.FullName, examples.Queues);
            Assert.Same(examples.Queues["support"], broken.Queues["support"]);
            Assert.Contains("support.json", Assert.Single(broken.Sentences), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
