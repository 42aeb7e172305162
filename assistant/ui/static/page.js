// The page is there: hands what Gradio gives over to the scripts of the head. Gradio knows an event by its name in quotes here:
// "ask", "outline", "write", "check", "halt".
window.ics.start(element, server, trigger, upload);
