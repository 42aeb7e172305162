// The page is there: hands what Gradio gives over to the scripts of the head.
window.ics.start(element, server, upload);
