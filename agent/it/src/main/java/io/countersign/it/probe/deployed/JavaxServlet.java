package io.countersign.it.probe.deployed;

import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Sends what its parameters {@code client}, {@code url} and {@code body} say, and answers what came of it. */
public final class JavaxServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String client = request.getParameter("client");
        response.setContentType("text/plain");
        response.getWriter().print(client == null ? "deployed"
                : Outbound.HERE.send(client, request.getParameter("url"), request.getParameter("body")));
    }

    @Override
    public void destroy() {
        Outbound.HERE.stop();
    }
}
