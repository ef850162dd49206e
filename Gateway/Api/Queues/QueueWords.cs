using Telephony.Api.OpenApi;

namespace Telephony.Api.Queues;

/// <summary>What the document says of the area.</summary>
internal static class QueueWords
{
    public static readonly IReadOnlyList<(string Name, ApiWords Words)> All =
    [
        ("Queues_List", new("Queues of this gateway") { Answers = [(200, QueueWireJson.Default.QueueList)], Text = "How many wait, how many agents are there and talk, and how long who comes now would wait. Queues are the operator's: the resource `default` has them, any other has none." }),
        ("Queues_Get", new("A queue: its agents and who waits") { Answers = [(200, QueueWireJson.Default.QueueDetail)] }),
        ("Queues_Figures", new("What came of those who waited")
        {
            Answers = [(200, QueueWireJson.Default.QueueFigureList)], Query = [("from", false, "Of those who joined from this time on; without it, the day before `until`."), ("until", false, "And before this one; without it, now.")],
            Text = "By outcome: `served`, `abandoned`, `timeout`, `callback`, `given up`, `cancelled`, `overflow: …`; of all gateways on the same database.",
        }),
        ("Queues_LogIn", new("An agent comes") { Request = QueueWireJson.Default.QueueLoginRequest, Answers = [(200, QueueWireJson.Default.QueueAgentItem)], Text = "`address` says where he is called from now on; without it, where he was." }),
        ("Queues_LogOut", new("An agent goes") { Answers = [(200, QueueWireJson.Default.QueueAgentItem)], Text = "A talk that he is in goes on." }),
        ("Queues_Pause", new("An agent rests") { Answers = [(200, QueueWireJson.Default.QueueAgentItem)], Text = "After the talk that he is in." }),
        ("Queues_Resume", new("An agent takes calls again") { Answers = [(200, QueueWireJson.Default.QueueAgentItem)] }),
        ("Queues_Book", new("Book a callback") { Request = QueueWireJson.Default.QueueCallbackRequest, Answers = [(201, QueueWireJson.Default.QueueCallbackItem)], Text = "At the last place of its priority. It is stored when this answers; a number that is booked already keeps its place." }),
        ("Queues_Cancel", new("Take a callback back") { Answers = [(204, null)] }),
    ];
}
