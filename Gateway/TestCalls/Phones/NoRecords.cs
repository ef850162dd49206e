using Telephony.Calls.Endpoints;
using Telephony.Domain.Records;
using Telephony.Rtp.Playback;

namespace Telephony.TestCalls.Phones;

/// <summary>A test phone keeps nothing of its calls.</summary>
internal sealed class NoRecords : ICallJournal, IJournalShard, IAnnouncementLibrary
{
    public bool CanAcceptCalls => true;

    public string? Refusal => null;

    public int ShardCount => 1;

    public IJournalShard Shard(int index) => this;

    public bool AppendStarted(CallRecord record) => true;

    public bool AppendAttempt(CallRecord record) => true;

    public bool AppendAnswered(CallRecord record) => true;

    public bool AppendEnded(CallRecord record) => true;

    public void Get(string path, Action<AudioClip?, string> onReady) => onReady(null, "A test phone plays no announcements.");
}
